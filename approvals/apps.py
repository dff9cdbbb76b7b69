from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "approvals"
    verbose_name = "申請と委員会"

    def ready(self) -> None:
        from approvals.labels import LABELS
        from komae_sns.audit import labels

        labels.register(LABELS)
