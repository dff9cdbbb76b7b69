"""Day by day with a moved clock: as many reminders as the arithmetic says, none twice."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

import pytest

from accounts.services import renew_domain
from accounts.services.acknowledgements import acknowledge, text_sha256
from accounts.services.content_checks import check_content
from komae_sns import office_days
from komae_sns.documents.fiscal_year import first_day, fiscal_year
from komae_sns.notices.kinds import Kind
from komae_sns.notices.models import Notice, Reminder
from komae_sns.notices.reminders.rhythm import Moment
from komae_sns.notices.reminders.rules import by_the_city
from komae_sns.staff.actors import actor_of
from tests.reminders.rows import at, days, domain, library, remind_on

pytestmark = pytest.mark.django_db
DOMAIN, CHECK, READ = Kind.DOMAIN_EXPIRING, Kind.CONTENT_CHECK_DUE, Kind.ACKNOWLEDGEMENT_DUE
LATE_BY = {DOMAIN: 10, CHECK: 12, READ: 20}  # days after which each is done at last
ABOVE = ("部長", "事務局員")


@dataclass
class Matter:
    """Open from `since` until `done` (not that day any more)."""

    kind: Kind
    due: date
    since: date
    done: date

    def told_on(self, run: list[date]) -> Counter:
        """The closed form: of each day of the run, the stage that is new."""
        rhythm, heard, last = by_the_city(self.kind).rhythm, Counter(), None
        for day in run:
            if not self.since <= day < self.done or office_days.is_closed(day):
                continue
            stage = Moment.of(day).stage(self.due, rhythm)
            if stage is not None and (last is None or stage > last):
                last = stage
                heard["館長", self.kind, stage] += 1
                if rhythm.escalate is not None and stage >= rhythm.escalate:
                    heard.update((name, self.kind, stage) for name in ABOVE)
        return heard


class Life:
    """An account whose people do everything, and always a few days late."""

    def __init__(self, first: date) -> None:
        self.account = library()
        self.domain = domain(self.account, first + days(40))
        self.account.content_read_on = first
        self.account.save(update_fields=["content_read_on"])
        self.open = {
            DOMAIN: Matter(DOMAIN, self.domain.expires_on, first, date.max),
            CHECK: Matter(CHECK, first + days(31), first, date.max),
            READ: Matter(READ, first_day(fiscal_year(first)), first, date.max),
        }
        self.all = list(self.open.values())

    def live(self, day: date) -> None:
        for kind, matter in list(self.open.items()):
            if day < matter.due + days(LATE_BY[kind]):
                continue
            by, matter.done = actor_of(self.account.manager.user, day), day
            match kind:
                case Kind.DOMAIN_EXPIRING:
                    due = matter.due + days(365)
                    renew_domain(self.domain, new_expires_on=due, renewed_on=day, by=by)
                    since = day
                case Kind.CONTENT_CHECK_DUE:
                    facts = {"covers_from": day, "result": "FINE", "by": by, "now": at(day)}
                    check_content(self.account, **facts)
                    due, since = day + days(31), day
                case _:
                    acknowledge(text=text_sha256(), by=by, now=at(day))
                    due = since = date(matter.due.year + 1, 4, 1)
            self.open[kind] = Matter(kind, due, since, date.max)
            self.all.append(self.open[kind])


def run_and_compare(first: date, last: date, *, stands_still: frozenset[date] = frozenset()):
    life = Life(first)
    every_day = [first + days(n) for n in range((last - first).days + 1)]
    run = [day for day in every_day if day not in stands_still]
    for day in every_day:
        life.live(day)
        if day in run:
            remind_on(day, DOMAIN, CHECK, READ)

    expected = sum((matter.told_on(run) for matter in life.all), Counter())
    rows = Reminder.objects.told().values_list("person__name", "kind", "stage")
    assert Counter((name, Kind(kind), stage) for name, kind, stage in rows) == expected
    assert Reminder.objects.count() == Notice.objects.count() == expected.total()
    assert expected.total() > 0


def period(first: date, length: int) -> frozenset[date]:
    return frozenset(first + days(n) for n in range(length))


@pytest.mark.parametrize(
    "stands_still", [0, 3, 40], ids=["always there", "three days away", "forty days away"]
)
def test_over_the_end_of_the_year_with_and_without_the_job(stands_still):
    away = period(date(2026, 12, 26), stands_still)

    run_and_compare(date(2026, 12, 7), date(2027, 2, 10), stands_still=away)


@pytest.mark.slow
def test_ten_years_day_by_day():
    run_and_compare(date(2026, 4, 1), date(2036, 3, 31))


@pytest.mark.slow
def test_ten_years_in_which_the_job_stands_still_forty_days_every_winter():
    away = frozenset().union(*(period(date(year, 12, 10), 40) for year in range(2026, 2036)))

    run_and_compare(date(2026, 4, 1), date(2036, 3, 31), stands_still=away)


def test_stopped_for_an_hour_and_set_back_by_two_nothing_is_missed_or_doubled():
    domain(library(), date(2026, 12, 24))
    day = date(2026, 11, 24)

    for hour in (7, 8, 10, 8, 9, 10, 11):
        remind_on(day, DOMAIN, hour=hour)

    assert Reminder.objects.count() == Notice.objects.count() == 1
