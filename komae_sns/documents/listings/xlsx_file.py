"""Excel, row by row to a file; memory does not grow with the list."""

from collections.abc import Callable
from datetime import date, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils.timezone import localtime, make_naive

from komae_sns.documents.listings.declared import Cell, Table, as_text
from komae_sns.formulas import is_live

LONGEST_CELL = 32_767  # characters, Excel's own limit
_TOLD_EVERY = 1000
_WIDTHS = (8, 50)  # characters
_SAMPLED = 200  # rows that set the widths


def write(
    table: Table, title: str, file: Path, tell: Callable[[int], None] = lambda done: None
) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(file), options | {"tmpdir": str(file.parent)}) as book:
        book.set_properties({"title": title})
        sheet = book.add_worksheet(title[:31])
        _Sheet(book, sheet).fill(table, tell)


class _Sheet:
    def __init__(self, book: xlsxwriter.Workbook, sheet: Any) -> None:
        self.sheet = sheet
        self.heading = book.add_format({"bold": True, "bottom": 1, "bg_color": "#F2F2F2"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self.moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"})
        # As if typed with an apostrophe: stays text when somebody edits the cell.
        self.text = book.add_format({"quote_prefix": True})

    def fill(self, table: Table, tell: Callable[[int], None]) -> None:
        rest = iter(table)
        first = list(islice(rest, _SAMPLED))
        self._begin(table.headings, first)
        number = 0
        for number, row in enumerate(chain(first, rest), start=1):
            self._row(number, row)
            if number % _TOLD_EVERY == 0:
                tell(number)
        if number:
            self.sheet.autofilter(0, 0, number, len(table.headings) - 1)

    def _begin(self, headings: tuple[str, ...], first: list[list[Cell]]) -> None:
        self.sheet.freeze_panes(1, 0)
        for place, heading in enumerate(headings):
            longest = max((_width(as_text(row[place])) for row in first), default=0)
            width = min(max(longest, _width(heading) + 3, _WIDTHS[0]), _WIDTHS[1])
            self.sheet.set_column(place, place, width)
            self.sheet.write_string(0, place, heading, self.heading)

    def _row(self, number: int, row: list[Cell]) -> None:
        write_string = self.sheet.write_string
        for place, value in enumerate(row):
            if value is None or value == "":
                continue
            if isinstance(value, str):
                form = self.text if is_live(value) else None
                write_string(number, place, value[:LONGEST_CELL], form)
            elif isinstance(value, datetime):
                moment = make_naive(localtime(value))
                self.sheet.write_datetime(number, place, moment, self.moment)
            elif isinstance(value, date):
                self.sheet.write_datetime(number, place, value, self.day)
            elif isinstance(value, int):
                self.sheet.write_number(number, place, value)
            else:
                write_string(number, place, as_text(value))


def _width(text: str) -> int:
    """In half-width characters, of the longest line."""
    lines = text.splitlines()
    return max((sum(1 if c.isascii() else 2 for c in line) for line in lines), default=0)
