"""CSV in the encodings and with the separators that offices use."""

import codecs
import csv
import io

from komae_sns.formulas import as_typed
from komae_sns.intake.sheets import (
    MOST_COLUMNS,
    Sheet,
    Unreadable,
    cell_text,
    refuse_too_many,
    trimmed,
)

_MARKED = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEPARATORS = (",", "\t", ";")
_LINES_LOOKED_AT = 30
_FIELD_LIMIT = 1024 * 1024


def read(content: bytes) -> Sheet:
    text = decoded(content)
    if "\0" in text:
        raise Unreadable("文字の表として読めません。ExcelかCSVのファイルを選んでください。")
    csv.field_size_limit(_FIELD_LIMIT)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator(text))
    rows = []
    try:
        for line, cells in enumerate(reader, 1):
            refuse_too_many(line)
            rows.append(tuple(cell_text(_unwrapped(c), line) for c in cells[:MOST_COLUMNS]))
    except csv.Error as fault:
        raise Unreadable('CSVとして読めません。引用符（"）の対応を確かめてください。') from fault
    return Sheet("CSV", trimmed(rows))


def decoded(content: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with it, otherwise Windows-31J (cp932)."""
    for mark, encoding in _MARKED:
        if content.startswith(mark):
            return _decoded(content, encoding)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(content, "cp932")


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        raise Unreadable(
            f"{line}行目の文字コードがわかりません。"
            "Excelで「CSV UTF-8」か「Excelブック（.xlsx）」で保存しなおしてください。"
        ) from fault


def separator(text: str) -> str:
    """The one that most lines have in the same number; commas when nothing tells."""
    lines = [line for line in text.splitlines()[:_LINES_LOOKED_AT] if line.strip()]

    def weight(mark: str) -> tuple[int, int]:
        counts = [_outside_quotes(line).count(mark) for line in lines]
        return sum(count > 0 for count in counts), sum(counts)

    return max(_SEPARATORS, key=weight)


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])


def _unwrapped(cell: str) -> str:
    """Without what was put around a value so that a spreadsheet runs or rounds nothing."""
    if cell.startswith('="') and cell.endswith('"'):
        return cell[2:-1]
    return as_typed(cell)
