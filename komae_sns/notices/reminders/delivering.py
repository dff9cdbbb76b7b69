"""What was planned is told, batch by batch; what is done meanwhile is not told any more.

A batch is one transaction: killed in it, a worker leaves rows that wait as before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils.timezone import localdate

from komae_sns.notices.kinds import Delivery
from komae_sns.notices.models import Notice, Reminder
from komae_sns.notices.reminders.declared import Reminding
from komae_sns.notices.reminders.planning import still_due
from komae_sns.notices.reminders.rhythm import Rhythm, days
from komae_sns.notices.services.telling import Told, tell, told_of
from komae_sns.notices.stages import in_words
from komae_sns.notices.status import ReminderStatus

BATCH = 500


@dataclass
class Delivered:
    told: int = 0
    settled: int = 0


def deliver(reminding: Reminding, rhythm: Rhythm, *, now: datetime) -> Delivered:
    report = Delivered()
    while _deliver_batch(reminding, rhythm, now, report):
        pass
    return report


@transaction.atomic
def _deliver_batch(reminding: Reminding, rhythm: Rhythm, now: datetime, report: Delivered) -> bool:
    batch = _claimed(reminding)
    if not batch:
        return False
    due = still_due(reminding, rhythm, now=now, among={r.subject_id for r in batch})
    to_tell = [r for r in batch if key_of(r) in due]
    settled = {r.pk for r in batch} - {r.pk for r in to_tell}
    Reminder.objects.waiting().filter(pk__in=settled).update(status=ReminderStatus.SETTLED)
    if to_tell:
        _tell(reminding, to_tell, now)
    report.told += len(to_tell)
    report.settled += len(settled)
    return True


def withdraw_settled(reminding: Reminding, rhythm: Rhythm, *, now: datetime) -> int:
    """The next daily mail does not ask for what is done, nor twice for one thing."""
    pending = list(Reminder.objects.for_digest().filter(kind=reminding.kind))
    if not pending:
        return 0
    due = still_due(reminding, rhythm, now=now, among={r.subject_id for r in pending})
    over = [r.notice_id for r in pending if key_of(r) not in due]
    return Notice.objects.for_digest().filter(pk__in=over).update(delivery=Delivery.NONE)


def key_of(reminder: Reminder) -> tuple[int, date, int, int]:
    return reminder.subject_id, reminder.counted_from, reminder.stage, reminder.person_id


def _claimed(reminding: Reminding) -> list[Reminder]:
    """Held until the batch is told: another sender takes the next ones."""
    waiting = Reminder.objects.waiting().filter(kind=reminding.kind).order_by("pk")
    rows = waiting.select_related("person", "in_place_of__user").select_for_update(
        of=("self",), skip_locked=connection.features.has_select_for_update_skip_locked
    )
    return list(rows[:BATCH])


def _tell(reminding: Reminding, reminders: Sequence[Reminder], now: datetime) -> None:
    wanted = {r.subject_id for r in reminders}
    subjects = {row.pk: row for row in reminding.open_on(now).filter(pk__in=wanted)}
    words = _Words(reminding, localdate(now))
    told = [
        Told(
            person=r.person,
            about=subjects[r.subject_id],
            url=reminding.address(subjects[r.subject_id]),
            occasion=r.occasion,
            words=words.of(r),
            holder=r.in_place_of,
        )
        for r in reminders
    ]
    tell(reminding.kind, told)
    found = {
        (int(n.subject_id), n.occasion, n.person_id): n
        for n in told_of(reminding.kind, told).only("subject_id", "occasion", "person")
    }
    _mark_told(reminders, found, now)


def _mark_told(
    reminders: Sequence[Reminder], found: Mapping[tuple[int, str, int], Notice], now: datetime
) -> None:
    for reminder in reminders:
        reminder.notice = found[reminder.subject_id, reminder.occasion, reminder.person_id]
        reminder.status, reminder.told_at = ReminderStatus.TOLD, now
    Reminder.objects.bulk_update(reminders, ["notice", "status", "told_at"])


class _Words:
    """What the templates of a kind may say of the days; the same object for the same words."""

    def __init__(self, reminding: Reminding, today: date) -> None:
        self.term, self.today = days(reminding.term()), today
        self.made: dict[tuple[date, bool], Mapping[str, Any]] = {}

    def of(self, reminder: Reminder) -> Mapping[str, Any]:
        key = reminder.counted_from, reminder.from_above
        if key not in self.made:
            due = reminder.counted_from + self.term
            self.made[key] = {
                "due": due,
                "when": in_words(due, self.today),
                "is_late": due < self.today,
                "from_above": reminder.from_above,
            }
        return self.made[key]
