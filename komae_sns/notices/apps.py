from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "komae_sns.notices"
    label = "notices"
    verbose_name = "お知らせ"
