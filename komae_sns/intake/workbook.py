"""Excel workbooks, read as a stream within limits; formulas are never run, only what they showed.

openpyxl's stream leaves out merged cells and links: they are read from the sheet's own XML.
"""

import io
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from datetime import time as clock
from posixpath import basename, dirname
from typing import Any
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries

from komae_sns.intake.sheets import (
    BLANK_ROWS_BEFORE_THE_END,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_SHEETS,
    Sheet,
    Unreadable,
    cell_text,
    refuse_too_many,
    trimmed,
)

MOST_PARTS = 1_000
MOST_UNPACKED = 64 * 1024 * 1024
MOST_TIMES_LARGER = 200
MOST_SECONDS = 20
MOST_MERGED = 2_000

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_HYPERLINK = re.compile(r'(?i)^\s*(?:_xlfn\.)?HYPERLINK\(\s*"([^"]{1,2000})"')
_TOO_SLOW = "読むのに時間がかかりすぎます。必要な表だけを新しいブックに写してください。"
Grid = list[list[str]]
Links = dict[tuple[int, int], str]


def read(content: bytes) -> tuple[Sheet, ...]:
    deadline = time.monotonic() + MOST_SECONDS
    with _faults_told(), ZipFile(io.BytesIO(content)) as parts:
        _refuse_bombs(parts, len(content))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            shown = [s for s in book.worksheets if s.sheet_state == "visible"]
            return tuple(_sheet(s, parts, deadline) for s in shown[:MOST_SHEETS])
        finally:
            book.close()


@contextmanager
def _faults_told() -> Iterator[None]:
    """openpyxl raises whatever comes to hand on a file that was tampered with."""
    try:
        yield
    except Unreadable:
        raise
    except (BadZipFile, KeyError, OSError) as fault:
        raise Unreadable(
            "Excelブックとして読めません。Excelで開き、「Excelブック（.xlsx）」で"
            "保存しなおしてください。"
        ) from fault
    except Exception as fault:
        raise Unreadable("Excelブックがこわれているため、読めません。") from fault


def _refuse_bombs(parts: ZipFile, size: int) -> None:
    infos = parts.infolist()
    names = {info.filename for info in infos}
    if "mimetype" in names and "content.xml" in names:
        raise Unreadable("ODS形式は読めません。「Excelブック（.xlsx）」かCSVで保存してください。")
    if "xl/workbook.xml" not in names:
        raise Unreadable("Excelブック（.xlsx）ではありません。ExcelかCSVを選んでください。")
    unpacked = sum(info.file_size for info in infos)
    if (
        len(infos) > MOST_PARTS
        or unpacked > MOST_UNPACKED
        or unpacked > max(size * MOST_TIMES_LARGER, 1024 * 1024)
    ):
        raise Unreadable(
            "Excelブックの中身が大きすぎます。必要な表だけを新しいブックに写してください。"
        )
    for info in infos:
        if info.filename.endswith((".xml", ".rels")):
            with parts.open(info) as part:
                if b"<!DOCTYPE" in part.read(1024):
                    raise Unreadable("Excelブックに、読めない定義が入っています。")


def _sheet(sheet: Any, parts: ZipFile, deadline: float) -> Sheet:
    sheet.reset_dimensions()
    grid: Grid = []
    blank = 0
    for line, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), 1):
        if time.monotonic() > deadline:
            raise Unreadable(_TOO_SLOW)
        row = [cell_text(_text(cell), line) for cell in cells]
        blank = 0 if any(row) else blank + 1
        if blank > BLANK_ROWS_BEFORE_THE_END:
            break
        refuse_too_many(line - blank)
        grid.append(row)
    links = _spread_and_linked(grid, sheet._worksheet_path, parts, deadline)
    return Sheet(sheet.title, trimmed([tuple(row) for row in grid]), links)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, clock):
        return value.isoformat("minutes")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _spread_and_linked(grid: Grid, path: str, parts: ZipFile, deadline: float) -> Links:
    """Fills merged cells with their first one's text; gives the links."""
    targets, links, merged = _relations(parts, path), {}, 0
    with parts.open(path) as part:
        for _, element in ElementTree.iterparse(part, events=("end",)):
            if time.monotonic() > deadline:
                raise Unreadable(_TOO_SLOW)
            if element.tag == f"{_MAIN}c":
                links |= _formula_link(grid, element)
            elif element.tag == f"{_MAIN}hyperlink":
                target = targets.get(element.get(_RELATION, ""), "")
                links |= _link(grid, element.get("ref", ""), target)
            elif element.tag == f"{_MAIN}mergeCell" and merged < MOST_MERGED:
                merged += 1
                _spread(grid, element.get("ref", ""))
            elif element.tag == f"{_MAIN}row":
                element.clear()
    return links


def _relations(parts: ZipFile, path: str) -> dict[str, str]:
    """Links that a sheet's cells point to, by their id."""
    name = f"{dirname(path)}/_rels/{basename(path)}.rels"
    if name not in parts.NameToInfo:
        return {}
    root = ElementTree.fromstring(parts.read(name))
    return {r.get("Id", ""): r.get("Target", "") for r in root if r.get("TargetMode")}


def _formula_link(grid: Grid, cell: Any) -> Links:
    """=HYPERLINK("https://…", "公式X"): its address is read, the formula is not run."""
    formula = cell.find(f"{_MAIN}f")
    found = _HYPERLINK.match(formula.text or "") if formula is not None else None
    return _link(grid, cell.get("r", ""), found[1]) if found else {}


def _link(grid: Grid, ref: str, target: str) -> Links:
    if not target.startswith(("http://", "https://")):
        return {}
    return dict.fromkeys(_places(ref, grid), target)


def _spread(grid: Grid, ref: str) -> None:
    places = list(_places(ref, grid))
    if places:
        first_row, first_column = places[0]
        value = grid[first_row][first_column]
        for row, column in places:
            grid[row][column] = value


def _places(ref: str, grid: Grid) -> Iterator[tuple[int, int]]:
    left, top, right, bottom = range_boundaries(ref)
    if None in (left, top, right, bottom):
        return
    for row in range(top - 1, min(bottom, len(grid), MOST_ROWS)):
        for column in range(left - 1, min(right, len(grid[row]), MOST_COLUMNS)):
            yield row, column
