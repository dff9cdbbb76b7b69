"""A plan of figures is taken as one."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts import actions, permissions
from accounts.intake.figures.finding import BATCH, recordable_by
from accounts.intake.figures.planning import Taken
from accounts.models import Figure, OfficialAccount
from accounts.services.figures import CLAUSE, figure_of
from komae_sns.audit import services as audit
from komae_sns.audit.services import Event
from komae_sns.intake import Plan, Planned, Verdict
from komae_sns.staff.actors import Actor
from komae_sns.staff.intake.taking import Overtaken, locked
from komae_sns.staff.permissions import require


@transaction.atomic
def take(plan: Plan, *, by: Actor | None, now: datetime) -> None:
    """All rows or none, in a few statements however many rows."""
    if by is None:
        raise ValidationError("数字には、記録した人が要ります。--by でログイン名を示してください。")
    require(permissions.can_import_figures, by)
    rows = plan.of(Verdict.NEW, Verdict.CHANGED)
    taken = [row.facts for row in rows]
    accounts = locked(OfficialAccount, {each.account.pk for each in taken})
    _refuse_others(accounts, by)
    _replace(taken, now)
    try:
        with transaction.atomic():
            Figure.objects.bulk_create(
                (
                    figure_of(each.account, code, each.month, entry, each.reading, by=by, now=now)
                    for each in taken
                    for code, entry in each.entries.items()
                ),
                batch_size=BATCH,
            )
    except IntegrityError as fault:
        raise Overtaken from fault
    audit.record_all(map(_event, rows), by=by)


def _refuse_others(accounts: dict[int, OfficialAccount], by: Actor) -> None:
    """The right may have gone since the table was read."""
    wanted = sorted(accounts)
    for start in range(0, len(wanted), BATCH):
        batch = wanted[start : start + BATCH]
        if recordable_by(by).filter(pk__in=batch).count() != len(batch):
            raise PermissionDenied(permissions.can_record_figures.__doc__)


def _replace(taken: Sequence[Taken], now: datetime) -> None:
    old = [pk for each in taken for pk in each.replaced.values()]
    for start in range(0, len(old), BATCH):
        batch = old[start : start + BATCH]
        if Figure.objects.current().filter(pk__in=batch).update(replaced_at=now) != len(batch):
            raise Overtaken


def _event(row: Planned) -> Event:
    return Event(actions.RECORD_FIGURES, row.facts.account, CLAUSE, row.changes)
