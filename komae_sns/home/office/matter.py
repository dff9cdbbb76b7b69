"""One thing that the secretariat looks after: its rows, whose they are and since when."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Expression, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat, TruncDate

from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Appointment

Where = Callable[[date], Expression | F]


def always(actor: Actor) -> bool:
    return True


def column(name: str) -> Where:
    return lambda today: F(name)


@dataclass(frozen=True)
class Matter:
    """`is_late`: the day has passed; else it is something to watch.

    `section` and `since` are asked of the database, `named` are the columns of its name,
    `since_word` says what the day is, `page` where it is seen to.
    """

    code: str
    label: str
    clause: str
    rows: Callable[[Actor], QuerySet]
    section: Where
    since: Callable[[date], Expression | F]
    since_word: str
    named: tuple[str, ...]
    page: Callable[[Any], str] = lambda row: row.get_absolute_url()
    is_late: bool = True
    may: Callable[[Actor], bool] = always

    def found(self, actor: Actor) -> QuerySet:
        """Each row with `section`, `since` and `what`."""
        rows = self.rows(actor).annotate(
            section=self.section(actor.today), since=self.since(actor.today)
        )
        return rows.annotate(named=_named(self.named))


def _named(names: tuple[str, ...]) -> Expression | F:
    if len(names) == 1:
        return F(names[0])
    return Concat(F(names[0]), Value("（"), F(names[1]), Value("）"))


def section_of_person(person: str) -> Where:
    """Where they work; blank for those whose posts belong to no section."""

    def where(today: date) -> Expression:
        held = Appointment.objects.on(today).exclude(department=None)
        return Subquery(held.filter(user=OuterRef(person)).order_by("pk").values("department")[:1])

    return where


def day_of(name: str) -> Callable[[date], Expression]:
    return lambda today: TruncDate(name)
