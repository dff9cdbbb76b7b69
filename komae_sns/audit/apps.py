from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "komae_sns.audit"
    label = "audit"
    verbose_name = "監査証跡"

    def ready(self) -> None:
        from komae_sns.audit import triggers

        # Django's own hook after `migrate`: SQLite drops a table's triggers whenever it rebuilds
        # the table, so the declared ones are laid again after every migration.
        post_migrate.connect(_lay_guards, sender=self, dispatch_uid="audit.triggers")
        checks.register(triggers.check_installed, checks.Tags.database)


def _lay_guards(*, using: str, **_: object) -> None:
    from komae_sns.audit import triggers

    triggers.install(using)
