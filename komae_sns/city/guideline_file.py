"""A version of the guideline as a file (like guideline.toml), read without trusting it."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from komae_sns.text import cannot_be_stored, has_invisible, is_blank

LONGEST_FILE = 1_000_000
LONGEST_NAME = 40
_WORDS = {"name", "under", "number", "heading"}
_LISTS = {"paragraphs", "points"}


class BadFile(ValueError):
    """The message says what to mend."""


@dataclass(frozen=True)
class Text:
    title: str
    adopted_on: date
    rows: tuple[dict[str, Any], ...]


def read(text: str) -> Text:
    if len(text) > LONGEST_FILE:
        raise BadFile("ファイルが大きすぎます。")
    if cannot_be_stored(text):
        raise BadFile("保存できない文字が入っています。")
    try:
        table = tomllib.loads(text.replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise BadFile(f"ファイルの形（TOML）が読めません：{error}") from None
    title, adopted_on, rows = table.get("title"), table.get("adopted_on"), table.get("clause")
    if not isinstance(title, str) or is_blank(title) or len(title) > 200:
        raise BadFile("title（題名）を書いてください。")
    if type(adopted_on) is not date:
        raise BadFile("adopted_on（策定日）を 2022-05-26 の形で書いてください。")
    if not isinstance(rows, list) or not rows:
        raise BadFile("[[clause]]（条項）が一つもありません。")
    return Text(title, adopted_on, tuple(_rows(rows)))


def _rows(rows: list[Any]) -> Iterator[dict[str, Any]]:
    """A clause stands after the one above it, so that nothing goes round."""
    seen: set[str] = set()
    for place, row in enumerate(rows, 1):
        if not isinstance(row, Mapping):
            raise BadFile(f"{place}番目の条項の形が読めません。")
        name = row.get("name")
        if not _is_name(name):
            raise BadFile(f"{place}番目の条項に、name（{LONGEST_NAME}文字まで）がありません。")
        _refuse_wrong(name, row, seen)
        seen.add(name)
        yield {key: row[key] for key in row if key in _WORDS | _LISTS}


def _is_name(name: Any) -> bool:
    """It becomes part of an address."""
    if not isinstance(name, str) or is_blank(name) or len(name) > LONGEST_NAME:
        return False
    return not has_invisible(name) and not any(c.isspace() or c in "<>\"'#&%/\\" for c in name)


def _refuse_wrong(name: str, row: Mapping[str, Any], seen: set[str]) -> None:
    if name in seen:
        raise BadFile(f"「{name}」が2回出てきます。")
    if unknown := set(row) - _WORDS - _LISTS:
        raise BadFile(f"「{name}」に知らない項目があります：{'、'.join(sorted(unknown))}")
    if row.get("under") and row["under"] not in seen:
        raise BadFile(f"「{name}」の上の条項「{row['under']}」が、前にありません。")
    if not all(isinstance(row.get(key, ""), str) for key in _WORDS):
        raise BadFile(f"「{name}」の under・number・heading は文にしてください。")
    for key in _LISTS:
        lines = row.get(key, [])
        if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
            raise BadFile(f"「{name}」の {key} は文の並びにしてください。")
