from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate, pre_migrate


class AuditConfig(AppConfig):
    name = "komae_sns.audit"
    label = "audit"
    verbose_name = "監査証跡"

    def ready(self) -> None:
        from komae_sns.audit import triggers

        # Django's own hooks around `migrate`. SQLite drops a table's triggers whenever it rebuilds
        # the table, and rebuilds none that another table's trigger reads: there the guards are
        # lifted before a migration, and after every one the declared ones are laid again.
        pre_migrate.connect(_lift_guards, sender=self, dispatch_uid="audit.triggers.lifted")
        post_migrate.connect(_lay_guards, sender=self, dispatch_uid="audit.triggers")
        checks.register(triggers.check_installed, checks.Tags.database)


def _lift_guards(*, using: str, plan: list[object], **_: object) -> None:
    from komae_sns.audit import triggers

    if plan:
        triggers.lift_on_sqlite(using)


def _lay_guards(*, using: str, **_: object) -> None:
    from komae_sns.audit import triggers

    triggers.install(using)
