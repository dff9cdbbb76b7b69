from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "approvals"
    verbose_name = "申請と委員会"

    def ready(self) -> None:
        from accounts import sections
        from approvals import account_section
        from approvals.labels import LABELS
        from komae_sns.audit import labels

        labels.register(LABELS)
        sections.register(account_section.TEMPLATE, account_section.read, order=10)
