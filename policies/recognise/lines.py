"""A pasted text as its logical lines: broken lines joined, page numbers left out."""

import re
from dataclasses import dataclass

from komae_sns.text import is_invisible
from policies.recognise.labels import Kind, Label, folded, label_of

LONGEST_TEXT = 200_000  # characters
MOST_LINES = 5_000
_BREAKS = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!~|>])")
_BOLD = re.compile(r"\*\*(\S(?:[^*\n]{0,200}\S)?)\*\*")
_PAGE = re.compile(
    r"(?:[-－ー–—]\s*\d{1,3}\s*[-－ー–—]|\d{1,3}\s*/\s*\d{1,3}(?:\s*ページ)?|\d{1,3}\s*ページ)"
)
_RULE = re.compile(r"[-=*_─━―‐・.…~|:\s]{3,}")
_SIDE_BY_SIDE = re.compile(
    r"[^\s|｜][^\t|｜]{8,}?[^\s|｜][ \u3000]{3,}[^\s|｜][^\t|｜]{5,}$"
    r"|[^\s|｜][^\t|｜]{12,}?[^\x00-\x7f] {2,}[^\s|｜][^\t|｜]{5,}$"
    r"|[^\s|｜][^\t|｜]*?[ \u3000]{3,}(?:第\s?\S{1,3}\s?条|[（(][^（()）]{2,20}[）)]$)"
)
_FEWEST_SIDES = 3
_NARROWEST, _WIDEST = 16, 100  # characters of a line that was broken by the page's width
_FULL = 0.8
_HEADS = {Kind.ARTICLE, Kind.NUMBER, Kind.TEXT, Kind.BRACKETED, Kind.KANA, Kind.BULLET, Kind.KANJI}
_HEADS |= {Kind.BRACKETED_KANJI, Kind.BRACKETED_KANA, Kind.CIRCLED, Kind.LETTER, Kind.SECTION}
_HEADS |= {Kind.SUPPLEMENT}


class TooLong(ValueError):
    """The message is a sentence for the person who pasted the text."""


@dataclass(frozen=True)
class LogicalLine:
    number: int  # of its first line in the text, from 1
    label: Label
    is_after_space: bool = False  # a blank line stands before it


@dataclass(frozen=True)
class Cleaned:
    lines: tuple[LogicalLine, ...]
    invisible: int = 0  # characters taken out
    furniture: int = 0  # page numbers and rules taken out
    two_columns: int = 0  # the first line that holds a piece of each of two columns


def clean(text: str) -> Cleaned:
    if len(text) > LONGEST_TEXT:
        raise TooLong(f"文が長すぎます（{LONGEST_TEXT:,}字まで。いま{len(text):,}字）。")
    seen = "".join(c for c in text if not _is_dropped(c))
    raw = _BREAKS.split(seen)
    if len(raw) > MOST_LINES:
        raise TooLong(f"行が多すぎます（{MOST_LINES:,}行まで。いま{len(raw):,}行）。")
    rows = [_plain(row) for row in raw]
    kept = [_is_furniture(row) for row in rows]
    lines = _joined(rows, kept, _width(rows))
    return Cleaned(tuple(lines), len(text) - len(seen), sum(kept), _two_columns(rows))


def _two_columns(rows: list[str]) -> int:
    """「…情報を発信し、　　　第4条　次の…」: the columns of a page, side by side in each line."""
    found = [
        number
        for number, row in enumerate(rows, 1)
        if len(row) <= 2 * _WIDEST and _SIDE_BY_SIDE.match(row.strip("\u3000 "))
    ]
    written = sum(bool(row.strip()) for row in rows)
    return found[0] if len(found) >= _FEWEST_SIDES and 3 * len(found) >= written else 0


def _is_dropped(character: str) -> bool:
    return (
        is_invisible(character) and character not in "\v\f\x85"
    ) or "\ud800" <= character <= "\udfff"


def _plain(row: str) -> str:
    return _BOLD.sub(r"\1", _ESCAPED.sub(r"\1", row)).rstrip()


def _is_furniture(row: str) -> bool:
    plain = folded(row).strip()
    return bool(_PAGE.fullmatch(plain) or (_RULE.fullmatch(plain) and len(plain) >= 3))


def _width(rows: list[str]) -> int:
    """Of the page the lines were broken at; 0 where they were not."""
    lengths = sorted(len(row) for row in rows if row.strip())
    if len(lengths) < 4:
        return 0
    width = lengths[int(len(lengths) * 0.95) - 1]
    return width if _NARROWEST <= width <= _WIDEST else 0


def _joined(rows: list[str], furniture: list[bool], width: int) -> list[LogicalLine]:
    found: list[LogicalLine] = []
    before, is_after_space = "", True
    for number, (row, is_left_out) in enumerate(zip(rows, furniture, strict=True), 1):
        if is_left_out:
            continue
        if not row.strip():
            is_after_space = True
            continue
        label = label_of(row.strip("\u3000 \t"))
        continues = label.kind is Kind.TEXT and found and not is_after_space
        if continues and _is_broken(before, found[-1], width):
            found[-1] = _longer(found[-1], label.rest)
        else:
            found.append(LogicalLine(number, label, is_after_space))
        before, is_after_space = row, False
    return found


def _is_broken(row: str, line: LogicalLine, width: int) -> bool:
    """Does the sentence of `line`, whose last row is `row`, go on in the next?"""
    end = row.rstrip()
    if line.label.kind not in _HEADS or end.endswith(("。", "。）", "。」", "：", ":")):
        return False
    if end.endswith(("、", "，", ",", "・", "及び", "又は", "の", "を", "は", "が")):
        return True
    text = folded(line.label.rest)
    if text.count("(") > text.count(")") or text.count("「") > text.count("」"):
        return True
    return bool(width) and len(row) >= _FULL * width


def _longer(line: LogicalLine, more: str) -> LogicalLine:
    old, label = line.label.rest, line.label
    is_word = (
        old[-1:].isascii() and more[:1].isascii() and old[-1:].isalnum() and more[:1].isalnum()
    )
    text = f"{old}{' ' if is_word else ''}{more}"
    return LogicalLine(
        line.number,
        Label(label.kind, text, label.shown, label.number, label.branch, label.depth),
        line.is_after_space,
    )
