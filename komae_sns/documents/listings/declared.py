"""A list as an app declares it: who sees which rows, and what stands in each column."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.timezone import localtime

from komae_sns.staff.actors import Actor

Cell = str | int | date | datetime | None
CHUNK = 2000


def as_it_is(*values: Any) -> Cell:
    return values[0]


@dataclass(frozen=True)
class Column:
    """`of`: names for values_list; `cell` makes one value of theirs.

    `share` of the width of the printed page; what has none stands in files only.
    """

    heading: str
    of: tuple[str, ...]
    cell: Callable[..., Cell] = as_it_is
    share: int = 0


def nothing_said(asked: QueryDict, actor: Actor) -> list[str]:
    return []


@dataclass(frozen=True)
class Listing:
    """`rows(asked, actor)`: what the page with this address shows that person, or its refusal.

    `columns(actor)` may look up names that many rows share; `said(asked, actor)` puts the
    conditions into words, for the printed page.
    """

    code: str
    title: str
    rows: Callable[[QueryDict, Actor], QuerySet]
    columns: Callable[[Actor], tuple[Column, ...]]
    said: Callable[[QueryDict, Actor], list[str]] = nothing_said


_LISTINGS: dict[str, Listing] = {}


def register(listing: Listing) -> None:
    _LISTINGS[listing.code] = listing


def listing_of(code: str) -> Listing:
    return _LISTINGS[code]


@dataclass(frozen=True)
class Table:
    """The rows of one person's list, read a chunk at a time."""

    headings: tuple[str, ...]
    _columns: tuple[Column, ...]
    _rows: QuerySet

    @classmethod
    def of(
        cls, listing: Listing, asked: QueryDict, actor: Actor, *, on_paper: bool = False
    ) -> "Table":
        columns = tuple(c for c in listing.columns(actor) if c.share or not on_paper)
        rows = listing.rows(asked, actor).select_related(None).prefetch_related(None)
        return cls(tuple(column.heading for column in columns), columns, rows.order_by("-pk"))

    def first(self, most: int) -> "Table":
        return Table(self.headings, self._columns, self._rows[:most])

    @property
    def shares(self) -> list[int]:
        """In hundredths of the width."""
        whole = sum(column.share for column in self._columns)
        return [100 * column.share // whole for column in self._columns]

    def count_up_to(self, most: int) -> int:
        return self._rows.order_by()[: most + 1].count()

    def __iter__(self) -> Iterator[list[Cell]]:
        for columns in self.chunks():
            yield from map(list, zip(*columns, strict=True))

    def chunks(self) -> Iterator[list[Sequence[Cell]]]:
        """Column by column, up to CHUNK rows at a time."""
        # Inside a transaction PostgreSQL keeps its cursor open; SQLite would keep out writers.
        if connection.vendor == "postgresql":
            with transaction.atomic():
                yield from self._chunks()
        else:
            yield from self._chunks()

    def _chunks(self) -> Iterator[list[Sequence[Cell]]]:
        names = list(dict.fromkeys(name for column in self._columns for name in column.of))
        rows = self._rows.values_list(*names).iterator(chunk_size=CHUNK)
        while chunk := list(islice(rows, CHUNK)):
            read = dict(zip(names, zip(*chunk, strict=True), strict=True))
            yield [_cells(column, [read[name] for name in column.of]) for column in self._columns]


def _cells(column: Column, read: Sequence[Sequence[Any]]) -> Sequence[Cell]:
    if column.cell is as_it_is:
        return read[0]
    return each_once(lambda values: column.cell(*values), list(zip(*read, strict=True)))


def each_once(make: Callable[[Any], Any], values: Sequence[Any]) -> list[Any]:
    """`make` of each: most columns of a long list say the same few things again and again."""
    try:
        made = {value: make(value) for value in set(values)}
    except TypeError:  # a value that cannot be a key
        return list(map(make, values))
    return [made[value] for value in values]


def as_text(value: Cell) -> str:
    """As a spreadsheet reads it: ISO dates, blank for nothing."""
    match value:
        case str():
            return value
        case None:
            return ""
        case datetime():
            return f"{localtime(value):%Y-%m-%d %H:%M:%S}"
        case time():
            return f"{value:%H:%M}"
        case _:
            return str(value)
