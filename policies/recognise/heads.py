"""Which kind of label begins an article in this text: 第1条, 1, ■, #, or the rows of a table."""

import re
from collections.abc import Sequence
from itertools import pairwise

from policies.recognise.labels import Kind, folded
from policies.recognise.lines import LogicalLine

_CANDIDATES = (
    Kind.SECTION,
    Kind.ROMAN,
    Kind.MARK,
    Kind.NUMBER,
    Kind.KANJI,
    Kind.CAPTION,
    Kind.BRACKETED,
    Kind.CIRCLED,
)
_FEWEST_ROWS = 3
_LONGEST_HEADING = 30
_PLAIN_HEADING = re.compile(r"[^。、，,.．:：0-9０-９]{2,20}")


class Heads:
    """`starts(line)`: does an article begin here? Asked once for each line, in order."""

    def __init__(self, lines: Sequence[LogicalLine]) -> None:
        self.plain = _plain_headings(lines)
        self.kind, self.depth = _kind_of(lines, self.plain)
        self._last = 0

    @property
    def in_articles(self) -> bool:
        return self.kind is Kind.ARTICLE

    def starts(self, line: LogicalLine) -> bool:
        label = line.label
        if label.kind is Kind.SUPPLEMENT:
            return True
        if self.kind is Kind.TEXT:
            return line.number in self.plain
        if label.kind is not self.kind or label.depth != self.depth:
            return False
        if self.kind in {Kind.NUMBER, Kind.KANJI, Kind.BRACKETED, Kind.CIRCLED}:
            if label.number != self._last + 1:
                return False
            self._last = label.number
        return True


def _plain_headings(lines: Sequence[LogicalLine]) -> list[int]:
    """「目的」 alone on a line with a blank line before it, and text below; by line number."""
    found = []
    for line, below in pairwise(lines[1:]):
        text = line.label.rest
        is_alone = line.label.kind is Kind.TEXT and line.is_after_space
        if is_alone and _PLAIN_HEADING.fullmatch(text) and not _plain_like(below):
            found.append(line.number)
    return found


def _plain_like(line: LogicalLine) -> bool:
    """Two in a row are a list, not headings."""
    is_text = line.label.kind is Kind.TEXT and line.is_after_space
    return is_text and bool(_PLAIN_HEADING.fullmatch(line.label.rest)) and len(line.label.rest) < 8


def _kind_of(lines: Sequence[LogicalLine], plain: Sequence[int]) -> tuple[Kind | None, int]:
    kinds = [line.label.kind for line in lines]
    if Kind.ARTICLE in kinds:
        return Kind.ARTICLE, 0
    depths = [line.label.depth for line in lines if line.label.kind is Kind.HASH]
    for depth in sorted(set(depths)):
        if depths.count(depth) >= 2:
            return Kind.HASH, depth
    found = [kind for kind in _CANDIDATES if _is_used(kind, lines)]
    first = min(map(kinds.index, found), default=len(lines))
    if len(plain) >= 2 and plain[0] < (lines[first].number if found else plain[0] + 1):
        return Kind.TEXT, 0
    if found:
        return kinds[first], 0
    if kinds.count(Kind.ROW) >= _FEWEST_ROWS or _colons(lines) >= _FEWEST_ROWS:
        return Kind.ROW, 0
    return None, 0


def _is_used(kind: Kind, lines: Sequence[LogicalLine]) -> bool:
    own = [line.label for line in lines if line.label.kind is kind]
    if kind in {Kind.MARK, Kind.CAPTION}:
        return len(own) >= 2
    return [label.number for label in own[:1]] == [1] and any(label.number == 2 for label in own)


def _colons(lines: Sequence[LogicalLine]) -> int:
    return sum(as_row(line) is not None for line in lines)


def as_row(line: LogicalLine) -> tuple[str, str] | None:
    """「管理者：秘書広報室長」 and a row of a table, as its name and what it says."""
    label = line.label
    if label.kind is Kind.ROW:
        return label.shown, label.rest
    if label.kind not in {Kind.TEXT, Kind.BULLET}:
        return None
    name, mark, said = folded(label.rest).partition(":")
    is_name = mark and 0 < len(name.strip()) <= 20 and "。" not in name and "http" not in name
    if not is_name or not said.strip():
        return None
    return label.rest[: len(name)].strip(), label.rest[len(name) + 1 :].strip()


def caption_and_text(rest: str) -> tuple[str, str]:
    """What follows 1 or ■: a heading, a sentence, or both with a space or colon between."""
    plain = folded(rest).strip()
    rest = rest.strip()
    if plain.startswith("("):
        inside, closed, after = plain[1:].partition(")")
        if closed and len(inside) <= _LONGEST_HEADING and "。" not in inside:
            return rest[1 : 1 + len(inside)].strip(), rest[2 + len(inside) :].strip()
    for mark in (":", "  ", " ", "\t"):
        before, found, after = plain.partition(mark)
        if found and after.strip() and _is_heading(before):
            return rest[: len(before)].strip(), rest[len(before) + len(mark) :].strip()
    plain = plain.rstrip(": ")
    if _is_heading(plain):
        return rest[: len(plain)], ""
    return "", rest


def _is_heading(text: str) -> bool:
    return 0 < len(text) <= _LONGEST_HEADING and "。" not in text and "http" not in text
