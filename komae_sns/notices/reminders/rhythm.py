"""On which days one is reminded: arithmetic on days, no database.

A stage is a number of days from the day on which the matter falls due; before it, less than 0.
Of the stages that have come only the latest is told: after an outage nobody hears of the others.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from komae_sns import office_days


def days(count: int) -> timedelta:
    return timedelta(days=count)


@dataclass(frozen=True)
class Rhythm:
    """`stages` ascending; after the last one every `repeat` days (0: never again).

    `escalate`: from this stage on, those above are told too; None: never.
    """

    stages: tuple[int, ...]
    repeat: int = 0
    escalate: int | None = None

    @property
    def last(self) -> int:
        return self.stages[-1]

    @property
    def repeats(self) -> bool:
        """What is not yet due is never repeated: every warning has its own day."""
        return self.repeat > 0 and self.last >= 0


@dataclass(frozen=True)
class Moment:
    """A day on which people are reminded, and the last day before the next such day."""

    today: date
    horizon: date

    @classmethod
    def of(cls, today: date, *, urgent: bool = False) -> "Moment":
        if urgent:
            return cls(today, today)
        following = office_days.on_or_after(today + days(1))
        return cls(today, following - days(1))

    def latest_due(self, stage: int) -> date:
        """The stage has come for whatever is due on this day or before.

        What comes on a 閉庁日 waits for the next 開庁日; a warning that would then come after the
        day it warns of is told on the 開庁日 before.
        """
        come = self.today - days(stage)
        return max(come, self.horizon) if stage < 0 else come

    def stage(self, due: date, rhythm: Rhythm) -> int | None:
        """The latest that has come; None: none yet. The planner says the same in SQL."""
        if rhythm.repeats and due <= self.latest_due(rhythm.last):
            rounds = ((self.today - due).days - rhythm.last) // rhythm.repeat
            return rhythm.last + rounds * rhythm.repeat
        come = [s for s in rhythm.stages if due <= self.latest_due(s)]
        return max(come, default=None)


def stages_told(
    due: date, rhythm: Rhythm, *, since: date, until: date, every_day: bool = False
) -> Iterator[tuple[date, int]]:
    """The closed form: who is reminded without a break from `since` to `until` hears these."""
    told: int | None = None
    for offset in range((until - since).days + 1):
        day = since + days(offset)
        if not every_day and office_days.is_closed(day):
            continue
        stage = Moment.of(day, urgent=every_day).stage(due, rhythm)
        if stage is not None and (told is None or stage > told):
            told = stage
            yield day, stage
