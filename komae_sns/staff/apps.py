from django.apps import AppConfig
from django.contrib.admin import apps as admin


class StaffConfig(AppConfig):
    name = "komae_sns.staff"
    label = "staff"
    verbose_name = "組織と職員"

    def ready(self) -> None:
        from komae_sns.audit import labels

        labels.register(
            {
                "staff.user_created": "職員を登録",
                "staff.user_changed": "職員の登録を変更",
                "staff.password_set": "パスワードを変更",
                "staff.department_created": "部課を登録",
                "staff.department_changed": "部課の登録を変更",
                "staff.appointed": "職に任命",
                "staff.appointment_changed": "任命を変更",
                "staff.deputy_named": "代決を登録",
                "staff.deputy_ended": "代決を終了",
                "staff.after_review": "後閲",
            }
        )


class MasterDataAdminConfig(admin.AdminConfig):
    """Django admin for master data only, entered through the portal's own log-in."""

    default = False  # INSTALLED_APPS names it; komae_sns.staff alone means StaffConfig
    default_site = "komae_sns.staff.master_data.MasterDataSite"

    def ready(self) -> None:
        """Rights follow posts: Django's groups have no part in them."""
        from django.contrib.auth.models import Group

        super().ready()
        self.module.site.unregister(Group)
