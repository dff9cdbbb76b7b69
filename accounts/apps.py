from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "公式アカウント"

    def ready(self) -> None:
        from accounts import actions
        from komae_sns.audit import labels

        labels.register(actions.LABELS)
