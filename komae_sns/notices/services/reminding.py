"""By the calendar: whatever is due is planned and told (DESIGN 9)."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localtime

from komae_sns import office_days
from komae_sns.notices.reminders.declared import Reminding, all_remindings
from komae_sns.notices.reminders.delivering import deliver, withdraw_settled
from komae_sns.notices.reminders.planning import plan
from komae_sns.notices.reminders.rhythm import Rhythm
from komae_sns.notices.reminders.rules import earliest_hour, rules

log = logging.getLogger(__name__)


@dataclass
class Reminded:
    """What one run did."""

    planned: int = 0
    told: int = 0
    settled: int = 0

    @property
    def sentence(self) -> str:
        done = f"{self.planned}件を見つけ、{self.told}件を知らせた"
        return f"{done}（{self.settled}件は、その前に済んだ）" if self.settled else done


def remind(*, now: datetime, remindings: Iterable[Reminding] | None = None) -> Reminded:
    """Run again, late or by two at once, nobody is told twice. One kind that fails stops no other:
    what went wrong is raised at the end.
    """
    report, chosen, troubles = Reminded(), rules(), []
    for reminding in remindings or all_remindings():
        rule = chosen[reminding.kind]
        if rule.is_on and is_time(reminding, now):
            try:
                _remind(reminding, rule.rhythm, now, report)
            except Exception as trouble:
                log.exception("%s could not be told", reminding.kind)
                troubles.append(trouble)
    if troubles:
        raise ExceptionGroup(report.sentence, troubles)
    return report


def _remind(reminding: Reminding, rhythm: Rhythm, now: datetime, report: Reminded) -> None:
    report.planned += plan(reminding, rhythm, now=now)
    delivered = deliver(reminding, rhythm, now=now)
    report.told += delivered.told
    report.settled += delivered.settled
    withdraw_settled(reminding, rhythm, now=now)


def is_time(reminding: Reminding, now: datetime) -> bool:
    """What is urgent at once; everything else from the set hour of a 開庁日 on."""
    local = localtime(now)
    return reminding.urgent or (
        local.hour >= earliest_hour() and not office_days.is_closed(local.date())
    )
