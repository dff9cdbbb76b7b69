from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "公式アカウント"

    def ready(self) -> None:
        from accounts import actions
        from accounts.listing import CONTACTS, REGISTER, STATUS_CHECKS, SUSPENSIONS
        from accounts.reminders import REMINDERS
        from komae_sns.audit import labels
        from komae_sns.documents import listings
        from komae_sns.notices import reminders

        labels.register(actions.LABELS)
        listings.register(REGISTER)
        reminders.register(*REMINDERS)
        listings.register(STATUS_CHECKS)
        listings.register(SUSPENSIONS)
        listings.register(CONTACTS)
