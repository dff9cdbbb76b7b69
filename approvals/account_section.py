"""The application behind an account, on the account's own page."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from accounts.models import OfficialAccount
from approvals.models import Application, Waiver
from approvals.permissions import filing as may
from approvals.permissions.abandonment import can_abandon
from komae_sns.staff.actors import Actor

TEMPLATE = "approvals/_account_section.html"
SHOWN = 5  # changes, the newest first


def read(account: OfficialAccount, actor: Actor) -> Mapping[str, Any] | None:
    """What the reader may read; 既存登録 has changes, but no founding application."""
    visible = Application.objects.visible_to(actor)
    changes = list(visible.changing(account)[:SHOWN]) if account.opened_on else []
    is_free = account.is_in_use and all(change.is_ended for change in changes)
    may_change = is_free and may.can_start(actor, account.department)
    founding = _founding(visible.filter(account=account), actor)
    if not (founding or changes or may_change):
        return None
    return {
        "account": account,
        "changes": changes,
        "may_abandon": account.is_preparing and can_abandon(actor, account),
        "may_change": may_change,
        **founding,
    }


def _founding(seen: QuerySet[Application], actor: Actor) -> dict[str, Any]:
    application = seen.select_related("decision").first()
    if application is None:
        return {}
    waiver = Waiver.objects.filter(application=application).select_related("reported_to").first()
    expired = waiver is not None and waiver.is_expired_on(actor.today)
    return {
        "application": application,
        "conditions": application.conditions_laid,
        "waiver": waiver,
        "is_expired": expired,
    }
