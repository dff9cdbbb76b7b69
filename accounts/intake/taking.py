"""A plan is taken as one."""

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction

from accounts import actions
from accounts.intake.registered import BATCH
from accounts.models import OfficialAccount
from accounts.permissions import can_register_existing
from accounts.services.locking import store
from accounts.services.register import register_many
from komae_sns.audit import services as audit
from komae_sns.audit.services import Event
from komae_sns.intake import Plan, Verdict
from komae_sns.staff.actors import Actor
from komae_sns.staff.intake.taking import Overtaken, locked
from komae_sns.staff.permissions import require


@transaction.atomic
def take(plan: Plan, *, by: Actor | None, today: date) -> None:
    """All rows or none."""
    if by is not None:
        require(can_register_existing, by)
    new = [row.facts for row in plan.of(Verdict.NEW)]
    changed = plan.of(Verdict.CHANGED)
    accounts = locked(OfficialAccount, [row.facts[0] for row in changed])
    for row in changed:
        key, facts, seen = row.facts
        if accounts[key].edit_number != seen:
            raise Overtaken
        for name, value in facts.items():
            setattr(accounts[key], name, value)
        store(accounts[key], *facts)
    try:
        with transaction.atomic():
            register_many(
                [facts[0] for facts in new],
                [facts[1] for facts in new],
                by=by,
                today=today,
                more=[facts[2] for facts in new],
            )
    except IntegrityError as fault:
        if _were_taken([facts[0] for facts in new]):
            raise Overtaken from fault
        raise
    events = [
        Event(actions.UPDATE_FACTS, accounts[row.facts[0]], "4(2)イ", row.changes)
        for row in changed
    ]
    audit.record_all(events, by=by)


def _were_taken(accounts: Sequence[OfficialAccount]) -> bool:
    """Whether somebody else registered one of the addresses meanwhile."""
    found = OfficialAccount.objects.all()
    return any(
        found.filter(url__in=[account.url for account in accounts[start : start + BATCH]]).exists()
        or found.filter(
            handle_key__in=[a.handle_key for a in accounts[start : start + BATCH] if a.handle_key]
        ).exists()
        for start in range(0, len(accounts), BATCH)
    )
