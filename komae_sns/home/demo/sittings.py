"""The committee's meetings: planned, opened, voted in, closed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.utils import timezone

from approvals.models import AgendaItem, Attendance, Meeting, Vote
from approvals.services import agenda, decisions, meetings, minutes, roll_call, votes, waivers
from approvals.services.conditions import Term
from komae_sns.home.demo.cases import Cases
from komae_sns.home.demo.town import COMMITTEE, Town
from komae_sns.staff.actors import Actor

PLACE = "市役所4階 特別会議室"
PLANNED_BEFORE = 8  # weekdays
CHOICES = {"可": Vote.Choice.APPROVE, "否": Vote.Choice.REJECT, "棄": Vote.Choice.ABSTAIN}


@dataclass(frozen=True)
class Sheet:
    """Votes in the order of COMMITTEE, one letter each (可否棄, ・: none); reasons by member."""

    letters: str
    reasons: Mapping[str, str] = field(default_factory=dict)


class Sitting:
    """One meeting, so many weekdays `ago`."""

    def __init__(self, town: Town, cases: Cases, ago: int, keys: tuple[str, ...]) -> None:
        self.town, self.cases, self.ago = town, cases, ago
        self._opened = town.clock.minutes_ago(50) if ago == 0 else town.clock.at(ago, 13, 32)
        self.meeting = self._plan()
        self._add(keys)

    def _plan(self) -> Meeting:
        planned = max(self.ago, 0) + PLANNED_BEFORE if self.ago >= 0 else 1
        return meetings.plan(
            held_on=self.town.clock.day(self.ago),
            starts_at=time(timezone.localtime(self._opened).hour, 30 if self.ago else 0),
            place=PLACE,
            by=self.town.person("secretariat", planned),
        )

    def _add(self, keys: tuple[str, ...]) -> None:
        ago = max(self.ago, 0) + 1
        by, now = self.town.person("secretariat", ago), self.town.clock.at(ago, 16, 30)
        agenda.add(self.meeting, [self.cases[key] for key in keys], by=by, now=now)

    def at(self, minute: int) -> datetime:
        """So many minutes after the opening."""
        return self._opened + timedelta(minutes=minute)

    def member(self, name: str) -> Actor:
        return self.town.person(name, self.ago)

    def item(self, key: str) -> AgendaItem:
        return self.meeting.items.on_paper().get(application=self.cases[key])

    def open(self, *, absent: tuple[str, ...] = ()) -> None:
        present = [self.town.people[name].pk for name in COMMITTEE if name not in absent]
        by = self.member("chair")
        meetings.open_meeting(self.meeting, present=present, by=by, now=self._opened)
        self.meeting.refresh_from_db()

    def arrives(self, name: str, minute: int) -> None:
        roll_call.arrive(self._seat(name), by=self.member("secretariat"), now=self.at(minute))

    def leaves(self, name: str, minute: int) -> None:
        roll_call.leave(self._seat(name), by=self.member("secretariat"), now=self.at(minute))

    def _seat(self, name: str) -> Attendance:
        return self.meeting.attendances.get(member=self.town.people[name])

    def vote(self, key: str, minute: int, sheet: Sheet) -> None:
        by = self.member("secretariat")
        votes.open_voting(self.item(key), by=by, now=self.at(minute))
        for place, (name, letter) in enumerate(zip(COMMITTEE, sheet.letters, strict=True), 1):
            if letter in CHOICES:
                votes.cast(
                    self.item(key),
                    CHOICES[letter],
                    by=self.member(name),
                    now=self.at(minute + place),
                    reason=sheet.reasons.get(name, ""),
                )

    def decide(self, key: str, minute: int, *, conditions: Sequence[Term] = ()) -> None:
        by, now = self.member("chair"), self.at(minute)
        decisions.decide_item(self.item(key), by=by, now=now, conditions=conditions)

    def carry_over(self, key: str, minute: int, reason: str) -> None:
        by, now = self.member("chair"), self.at(minute)
        decisions.carry_over(self.item(key), reason=reason, by=by, now=now)

    def send_back(self, key: str, minute: int, remarks: Mapping[str, str], answer: str) -> None:
        by, now = self.member("chair"), self.at(minute)
        decisions.return_item(self.item(key), remarks=remarks, answer=answer, by=by, now=now)

    def report_waiver(self, key: str, minute: int) -> None:
        by, now = self.member("secretariat"), self.at(minute)
        waivers.report(self.cases[key].waiver, self.meeting, by=by, now=now)

    def present_minutes(self, ago: int, said: str) -> None:
        """The secretariat adds what was said at the end, and passes them to the chair."""
        by, now = self.town.person("secretariat", ago), self.town.clock.at(ago, 11)
        minutes.correct(self.meeting, "others", said, edition=0, by=by, now=now)
        minutes.present(self.meeting, by=by, now=now)

    def confirm_minutes(self, ago: int) -> None:
        by, now = self.town.person("chair", ago), self.town.clock.at(ago, 16)
        read = minutes.minutes_of(self.meeting).presentation
        minutes.confirm(self.meeting, presentation=read, by=by, now=now)

    def close(self, minute: int) -> None:
        meetings.close(self.meeting, by=self.member("chair"), now=self.at(minute))
