"""CSV, streamed: UTF-8 with BOM, or Shift_JIS (cp932) for programs that know nothing else."""

import csv
import io
from collections import Counter
from collections.abc import Iterator

from komae_sns.documents.listings.declared import Cell, Table, as_text, each_once
from komae_sns.formulas import neutral

UTF8, SHIFT_JIS = "utf-8", "cp932"
GETA = "〓"
# The same characters under the numbers that cp932 knows.
_SIBLINGS = str.maketrans("〜−‖—¢£¬", "～－∥―￠￡￢")


def lines(table: Table, encoding: str = UTF8) -> Iterator[bytes]:
    """`〓` stands for what cp932 has no character for; see `missing`."""
    if encoding == UTF8:
        yield b"\xef\xbb\xbf"
    for piece in _pieces(table):
        yield piece.encode() if encoding == UTF8 else _to_cp932(piece)


def missing(table: Table, most: int) -> Counter[str]:
    """Characters that cp932 does not have, by how often; reading ends after `most` kinds."""
    found: Counter[str] = Counter()
    for row in table:
        text = "".join(map(as_text, row)).translate(_SIBLINGS)
        try:
            text.encode(SHIFT_JIS)
        except UnicodeEncodeError:
            found.update(filter(_has_no_place, text))
        if len(found) > most:
            break
    return found


def _pieces(table: Table) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(map(neutral, table.headings))
    yield _taken(buffer)
    for columns in table.chunks():
        writer.writerows(zip(*(each_once(_text, column) for column in columns), strict=True))
        yield _taken(buffer)


def _text(value: Cell) -> str:
    return neutral(as_text(value))


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text


def _to_cp932(text: str) -> bytes:
    text = text.translate(_SIBLINGS)
    try:
        return text.encode(SHIFT_JIS)
    except UnicodeEncodeError:
        return "".join(GETA if _has_no_place(c) else c for c in text).encode(SHIFT_JIS)


def _has_no_place(character: str) -> bool:
    try:
        character.encode(SHIFT_JIS)
    except UnicodeEncodeError:
        return True
    return False
