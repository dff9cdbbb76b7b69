from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "incidents"
    verbose_name = "事案"

    def ready(self) -> None:
        from incidents.actions import LABELS
        from komae_sns.audit import labels

        labels.register(LABELS)
