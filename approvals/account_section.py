"""The application behind an account, on the account's own page."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F, Q

from accounts.models import OfficialAccount
from approvals.models import Application
from approvals.permissions import filing as may
from approvals.permissions.abandonment import can_abandon
from komae_sns.staff.actors import Actor

TEMPLATE = "approvals/_account_section.html"
SHOWN = 5  # changes, the newest first


def read(account: OfficialAccount, actor: Actor) -> Mapping[str, Any] | None:
    """What the reader may read; 既存登録 has changes, but no founding application."""
    founding, changes = _about(account, actor)
    is_free = account.is_in_use and all(change.is_ended for change in changes)
    may_change = is_free and may.can_start(actor, account.department)
    if not (founding or changes or may_change):
        return None
    return {
        "account": account,
        "changes": changes,
        "may_abandon": account.is_preparing and can_abandon(actor, account),
        "may_change": may_change,
        **(_facts(founding, actor) if founding else {}),
    }


def _about(account: OfficialAccount, actor: Actor) -> tuple[Application | None, list[Application]]:
    """What founded it, and its newest changes."""
    seen = Application.objects.visible_to(actor).defer("answers", "field_edits", "search_key")
    about = seen.filter(Q(account=account) | Q(changed_account=account))
    about = about.select_related("decision", "waiver__reported_to")
    found = list(about.order_by(F("account").asc(nulls_last=True), "-pk")[: SHOWN + 1])
    founding = next((a for a in found if a.account_id), None)
    return founding, [a for a in found if a is not founding][:SHOWN]


def _facts(application: Application, actor: Actor) -> dict[str, Any]:
    waiver = getattr(application, "waiver", None)
    expired = waiver is not None and waiver.is_expired_on(actor.today)
    return {
        "application": application,
        "conditions": application.conditions_laid,
        "waiver": waiver,
        "is_expired": expired,
    }
