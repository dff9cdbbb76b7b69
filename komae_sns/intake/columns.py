"""Which column of the table is which: proposed from the headings, corrected by the person."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from komae_sns.intake.sheets import Sheet
from komae_sns.text import comparison_key

HEADINGS_LOOKED_FOR_IN = 30
_MARKS = re.compile(r"[\s　※＊*●■◆○・:：]+")
_BRACKETS = re.compile(r"[（(\[【〔].*?[）)\]】〕]")
_HANDLE = re.compile(r"[@＠]?[A-Za-z0-9._-]{2,60}")


@dataclass(frozen=True)
class Column:
    key: str
    label: str
    type: str
    names: tuple[str, ...]
    required: bool = False
    either: tuple[str, ...] = ()  # the columns that will do instead
    default: str | None = None  # None: no value for all rows can be given
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sample: str = ""

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> "Column":
        either = tuple(table.get("either", "").split())
        return cls(**{**table, "names": (table["label"], *table["names"]), "either": either})


@dataclass(frozen=True)
class Layout:
    """`heading` is the line of the headings, 1 for the first; `places`: column key → place."""

    heading: int
    places: Mapping[str, int]


def layout_of(columns: Sequence[Column], sheet: Sheet) -> Layout:
    heading = _heading_line(columns, sheet)
    return Layout(heading, proposed(columns, sheet, heading))


def _heading_line(columns: Sequence[Column], sheet: Sheet) -> int:
    """The line with the most headings that are known; else the first with two words in it."""
    known = {plain(name) for column in columns for name in column.names}
    best, most = 0, 0
    for line, cells in enumerate(sheet.rows[:HEADINGS_LOOKED_FOR_IN], 1):
        found = len({plain(cell) for cell in cells if cell} & known)
        if found > most:
            best, most = line, found
    if most >= 2 or (most and len(columns) == 1):
        return best
    filled = (n for n, cells in enumerate(sheet.rows, 1) if sum(map(bool, cells)) > 1)
    return best or next(filled, 1)


def proposed(columns: Sequence[Column], sheet: Sheet, heading: int) -> dict[str, int]:
    """Each column of the file once: first those whose heading is the very word, then the near."""
    headings = sheet.rows[heading - 1] if heading <= len(sheet.rows) else ()
    offers = []
    for place, text in enumerate(headings):
        likeness = [_likeness(column, text) if text.strip() else 0 for column in columns]
        # A word that fits several columns waits for those that fit one.
        shared = likeness.count(max(likeness, default=0)) - 1
        offers += [
            (shared - weight, order, place) for order, weight in enumerate(likeness) if weight
        ]
    found: dict[str, int] = {}
    for _, order, place in sorted(offers):
        if columns[order].key not in found and place not in found.values():
            found[columns[order].key] = place
    return _by_content(found, sheet, heading)


def _likeness(column: Column, heading: str) -> int:
    """3: the very word; 2: but for what stands in brackets; 1: one within the other."""
    whole, bare = plain(heading), plain(_BRACKETS.sub("", heading))
    names = [plain(name) for name in column.names]
    if whole in names:
        return 300
    if bare and bare in names:
        return 200
    near = [len(name) for name in names if len(name) > 1 and name in whole]
    return min(max(near, default=0), 99)


def _by_content(found: dict[str, int], sheet: Sheet, heading: int) -> dict[str, int]:
    """「アカウント名」 may head the names people read or the @names: what stands below tells."""
    if "handle" in found and "name" not in found:
        below = _below(sheet, heading, found["handle"])
        if below and sum(bool(_HANDLE.fullmatch(text)) for text in below) * 2 < len(below):
            found["name"] = found.pop("handle")
    elif "name" in found and not {"handle", "address"} & set(found):
        below = _below(sheet, heading, found["name"])
        if below and all(_HANDLE.fullmatch(text) for text in below):
            found["handle"] = found.pop("name")
    return found


def _below(sheet: Sheet, heading: int, place: int) -> list[str]:
    cells = (row[place].strip() for row in sheet.rows[heading:] if place < len(row))
    return [cell for cell in cells if cell][:50]


def plain(text: str) -> str:
    return _MARKS.sub("", comparison_key(text))
