"""持ち回り of the demo city: planned, sent, answered, decided."""

from datetime import datetime, timedelta
from typing import Any

from approvals.models import AgendaItem, Vote
from approvals.services import agenda, circulation, decisions, votes
from komae_sns.home.demo.cases import Cases
from komae_sns.home.demo.town import Town
from komae_sns.staff import services as staff
from komae_sns.staff.actors import Actor, actor_of
from komae_sns.staff.posts import Post


class Circulation:
    """One case, planned and sent so many weekdays `ago`, answered `until` so many weekdays ago."""

    def __init__(
        self, town: Town, cases: Cases, key: str, ago: int, *, until: int, reason: str
    ) -> None:
        self.town, self.cases, self.key = town, cases, key
        by, self.sent = town.person("secretariat", ago), town.clock.at(ago, 9, 10)
        self.meeting = circulation.plan(
            reason=reason, answers_until=town.clock.at(until, 17), by=by, now=self.sent
        )
        agenda.add(self.meeting, [cases[key]], by=by, now=self.sent)
        circulation.send(self.meeting, by=by, now=self.sent)

    @property
    def item(self) -> AgendaItem:
        return self.meeting.items.on_paper().with_names().get()

    def stand_in(self, member: str, section: str, ago: int, *, last: int, reason: str) -> None:
        """A clerk, while the member is away until the weekday `last`."""
        by, clock = self.town.person(member, ago), self.town.clock
        held = next(a for a in by.own if a.post == Post.MEMBER)
        period = {"starts_on": clock.day(ago), "ends_on": clock.day(last), "reason": reason}
        staff.name_deputy(held, self.town.clerks(section)[0], **period, by=by)

    def answer(self, name: str, ago: int, **said: Any) -> None:
        self._cast(self.town.person(name, ago), ago, **said)

    def deputy_answers(self, section: str, ago: int, **said: Any) -> None:
        self._cast(actor_of(self.town.clerks(section)[0], self.town.clock.day(ago)), ago, **said)

    def _cast(
        self,
        by: Actor,
        ago: int,
        *,
        minutes: int = 0,
        choice: Vote.Choice = Vote.Choice.APPROVE,
        reason: str = "",
    ) -> None:
        votes.cast(self.item, choice, by=by, now=self._at(ago, minutes), reason=reason)

    def _at(self, ago: int, minutes: int) -> datetime:
        return self.town.clock.at(ago, 9, 20) + timedelta(minutes=minutes)

    def decide(self, ago: int) -> None:
        by, now = self.town.person("chair", ago), self.town.clock.at(ago, 9, 5)
        decisions.decide_item(self.item, by=by, now=now)
