"""What an app declares of a reminder in its reminders.py; the engine knows no app."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from operator import methodcaller
from typing import Any

from django.db.models import Model, QuerySet

from komae_sns.notices.kinds import Kind
from komae_sns.notices.reminders.routes import Route


def nothing_to_add() -> int:
    return 0


def counted_by(rows: QuerySet, day: date) -> QuerySet:
    return rows.filter(counted_from__lte=day)


@dataclass(frozen=True)
class Reminding:
    """`open_on(now)`: what is not yet done, each with the annotation `counted_from` (a day).

    It falls due `term` days after that day. `to` are told; `above` too, once it is far overdue.
    `narrowed(rows, day)`: those counted from that day or before, said so that an index finds them.
    `opens`: it begins long before it is due, and that may be told too.
    `urgent`: told at once and on every day.
    `calendar`: how the day it falls due is called in one's calendar; blank: it stands in none.
    """

    kind: Kind
    clause: str
    open_on: Callable[[datetime], QuerySet]
    to: tuple[Route, ...]
    above: tuple[Route, ...] = ()
    term: Callable[[], int] = nothing_to_add
    narrowed: Callable[[QuerySet, date], QuerySet] = counted_by
    address: Callable[[Any], str] = methodcaller("get_absolute_url")
    opens: bool = False
    urgent: bool = False
    calendar: str = ""

    @property
    def model(self) -> type[Model]:
        return self.open_on(_ANY_TIME).model


_ANY_TIME = datetime.fromisoformat("2026-01-05T09:00:00+09:00")
_DECLARED: dict[Kind, Reminding] = {}


def register(*remindings: Reminding) -> None:
    for reminding in remindings:
        _DECLARED[reminding.kind] = reminding


def all_remindings() -> tuple[Reminding, ...]:
    return tuple(_DECLARED.values())


def reminding_of(kind: str) -> Reminding | None:
    return _DECLARED.get(kind)
