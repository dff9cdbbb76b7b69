"""The incidents of an account, on the account's own page (accounts.sections)."""

from collections.abc import Mapping
from typing import Any

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast

from accounts.models import OfficialAccount
from incidents.models import Incident
from incidents.models.incident import READ_ALL
from komae_sns.staff.actors import Actor

TEMPLATE = "incidents/_account_section.html"
SHOWN = 5


def entries_seen(actor: Actor, account: OfficialAccount) -> QuerySet | None:
    """For accounts.timeline: what was done in an incident is read by whoever may see it."""
    if actor.holds(*READ_ALL):
        return None
    seen = Incident.objects.visible_to(actor).filter(account=account).order_by()
    return seen.values_list(Cast("pk", CharField()))


def read(account: OfficialAccount, actor: Actor) -> Mapping[str, Any] | None:
    """Open ones first; whoever may not see one still may report one."""
    if account.has_ended:
        return None
    seen = Incident.objects.visible_to(actor).filter(account=account).for_account_page()
    found = list(seen.order_by("closed_at", "-pk")[: SHOWN + 1])
    found.sort(key=lambda incident: (not incident.is_open, -incident.pk))
    return {"account": account, "incidents": found[:SHOWN], "has_more": len(found) > SHOWN}
