from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "komae_sns.staff"
    label = "staff"
    verbose_name = "組織と職員"
