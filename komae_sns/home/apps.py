from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "komae_sns.home"
    label = "home"
    verbose_name = "ホーム"
