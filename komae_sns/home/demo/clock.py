"""The demo's days, counted back from the day it is made, in weekdays so that no office was shut."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

SATURDAY = 5


@dataclass(frozen=True)
class Clock:
    now: datetime

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    def day(self, ago: int) -> date:
        """So many weekdays ago; negative: ahead."""
        day, step = self.today, timedelta(days=-1 if ago > 0 else 1)
        for _ in range(abs(ago)):
            day += step
            while day.weekday() >= SATURDAY:
                day += step
        return day

    def at(self, ago: int, hour: int, minute: int = 0) -> datetime:
        return datetime.combine(self.day(ago), time(hour, minute), timezone.get_current_timezone())

    def minutes_ago(self, minutes: int) -> datetime:
        return self.now - timedelta(minutes=minutes)
