"""Cells → values of their columns' types: 〃, full-width digits, 和暦, Excel's day numbers."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from komae_sns.intake.columns import Column, Layout, plain
from komae_sns.intake.findings import Row
from komae_sns.intake.sheets import Sheet
from komae_sns.text import has_invisible, is_blank, is_invisible

ParseDate = Callable[[str], date]
_EXCEL_DAY = re.compile(r"[1-9][0-9]{4}(\.[0-9]+)?")
_FIRST_EXCEL_DAY = date(1899, 12, 30)
_EXCEL_ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"})
_SPACES = re.compile(r"[\s　]+")
_KATAKANA = {ord(c): ord(c) - 0x60 for c in map(chr, range(0x30A1, 0x30F7))}


@dataclass(frozen=True)
class Words:
    """The city's: which words stand for 「as above」, and which lines are no rows."""

    ditto: frozenset[str]
    skip: tuple[str, ...]


@dataclass(frozen=True)
class Read:
    rows: tuple[Row, ...]
    skipped: tuple[tuple[int, str], ...]


def rows_of(
    sheet: Sheet,
    columns: Sequence[Column],
    layout: Layout,
    *,
    words: Words,
    parse_date: ParseDate,
    defaults: Mapping[str, str],
) -> Read:
    above: dict[str, str] = {}
    rows, skipped = [], []
    for line, cells in enumerate(sheet.rows, 1):
        if line <= layout.heading or all(map(is_blank, cells)):
            continue
        if _is_no_row(cells, words, layout, sheet.rows[layout.heading - 1]):
            skipped.append((line, next(cell.strip() for cell in cells if not is_blank(cell))))
            continue
        typed = _Typed(Row(line, {}), parse_date, defaults)
        for column in columns:
            typed.take(column, _cell(sheet, line, column, layout, above, words, typed.row))
        typed.require(columns)
        rows.append(typed.row)
    return Read(tuple(rows), tuple(skipped))


def _is_no_row(cells: Sequence[str], words: Words, layout: Layout, headings: Sequence[str]) -> bool:
    """A group's title, a note or a total among the rows; the headings once more, on each page."""
    filled = [cell.strip() for cell in cells if not is_blank(cell)]
    if tuple(cells) == tuple(headings):
        return True
    alone = len(filled) == 1 and len(layout.places) > 1
    return alone or filled[0].startswith(words.skip)


def _cell(
    sheet: Sheet,
    line: int,
    column: Column,
    layout: Layout,
    above: dict[str, str],
    words: Words,
    row: Row,
) -> str:
    place = layout.places.get(column.key)
    cells = sheet.rows[line - 1]
    text = cells[place].strip() if place is not None and place < len(cells) else ""
    if text in words.ditto:
        text = above.get(column.key, "")
        if not text:
            row.refuse(column.key, "「〃」の上に、内容がありません。")
    above[column.key] = text
    if column.key == "address":
        text = _linked(sheet, line, layout, text)
    return text


def _linked(sheet: Sheet, line: int, layout: Layout, text: str) -> str:
    """The address behind words that only stand for it; a link on the name, when there is none."""
    if "http" in text or text.startswith(("@", "＠")):
        return text
    places = [layout.places.get(key) for key in ("address", "handle", "name")]
    links = (sheet.links.get((line - 1, p)) for p in places if p is not None)
    return next(filter(None, links), text)


def day_of(text: str, parse_date: ParseDate) -> date:
    """What people write, or Excel's number of a day. Raises ValueError."""
    written = unicodedata.normalize("NFKC", text)
    if _EXCEL_DAY.fullmatch(written):
        return _FIRST_EXCEL_DAY + timedelta(days=int(float(written)))
    return parse_date(text)


def _month_of(text: str, parse_date: ParseDate) -> date | None:
    bare = unicodedata.normalize("NFKC", text).strip().rstrip("分度末")
    first = "01" if len(bare) == 6 and bare.isdecimal() else "1日" if bare.endswith("月") else "-1"
    for written in (bare, bare + first):
        with suppress(ValueError):
            return day_of(written, parse_date).replace(day=1)
    return None


@dataclass
class _Typed:
    row: Row
    parse_date: ParseDate
    defaults: Mapping[str, str]

    def take(self, column: Column, text: str) -> None:
        text = text or self.defaults.get(column.key, "")
        if text.upper() in _EXCEL_ERRORS:
            self.row.refuse(column.key, f"数式の結果が誤り（{text}）になっています。")
        elif not is_blank(text):
            reader = getattr(self, f"_{column.type}")
            value = reader(column, text)
            if value is not None:
                self.row.values[column.key] = value

    def require(self, columns: Sequence[Column]) -> None:
        wrong = {finding.field for finding in self.row.findings}
        for column in columns:
            has = {column.key, *column.either} & (set(self.row.values) | wrong)
            if column.required and not has:
                self.row.refuse(column.key, "空いています。上の行と同じなら「〃」と書けます。")

    def _text(self, column: Column, text: str) -> str | None:
        if has_invisible(text):
            seen = "".join(c for c in text if not is_invisible(c))
            self.row.refuse(column.key, "目に見えない文字がまじっています。", seen)
            return None
        return _SPACES.sub(" ", text).strip()

    def _lines(self, column: Column, text: str) -> str:
        return text.replace("\r\n", "\n").replace("\r", "\n").strip()

    def _code(self, column: Column, text: str) -> str:
        return unicodedata.normalize("NFKC", text).strip()

    def _kana(self, column: Column, text: str) -> str:
        """ﾌﾘｶﾞﾅ and フリガナ as ふりがな: lists are in the order of hiragana."""
        hiragana = unicodedata.normalize("NFKC", text).translate(_KATAKANA)
        return _SPACES.sub(" ", hiragana).strip()

    def _month(self, column: Column, text: str) -> date | None:
        """Its first day, of 「令和8年10月分」「R8.10」「2026/10」「202610」 or any day in it."""
        month = _month_of(text, self.parse_date)
        if month is None:
            self.row.refuse(column.key, f"「{text}」：月を「令和8年10月」のように入れてください。")
        return month

    def _date(self, column: Column, text: str) -> date | None:
        try:
            return day_of(text, self.parse_date)
        except ValueError as problem:
            meant = getattr(problem, "meant", None)
            self.row.refuse(
                column.key, f"「{text}」：{problem}", meant.isoformat() if meant else ""
            )
            return None

    def _choice(self, column: Column, text: str) -> Any:
        wanted = plain(text)
        for value, names in column.choices.items():
            if wanted in {plain(value), *map(plain, names)}:
                return {"YES": True, "NO": False}.get(value, value)
        known = "・".join(names[0] for names in column.choices.values())
        self.row.refuse(column.key, f"「{text}」は読めません。{known}のどれかにしてください。")
        return None
