"""What stands at the head of a line: 第1条, （見出し）, 2, (1), ア, ■, ・, in any width."""

import re
from dataclasses import dataclass
from enum import Enum

# One character for one, so that a place in the folded line is the place in the line as typed.
_HALF = {0x3000: " ", 0x00A0: " ", **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}}
_HALF |= {ord("〔"): "[", ord("〕"): "]", ord("｡"): "。", ord("､"): "、"}
_KANA = (
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
)
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_BRACKETED = "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"
_ROMAN = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ"
_NUMERALS = "一二三四五六七八九十"
_N = rf"(?:[0-9]{{1,3}}|[{_NUMERALS}百〇]{{1,5}})"
_KANJI_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")}


class Kind(Enum):
    TEXT = "文"
    ARTICLE = "条"
    CHAPTER = "章"
    SECTION = "第"
    CAPTION = "見出し"
    MARK = "■"
    HASH = "#"
    ROMAN = "Ⅰ"
    NUMBER = "1"
    KANJI = "一"
    BRACKETED = "(1)"
    BRACKETED_KANJI = "(一)"
    CIRCLED = "①"
    KANA = "ア"
    BRACKETED_KANA = "(ア)"
    LETTER = "a"
    BULLET = "・"
    SUPPLEMENT = "附則"
    ROW = "表の行"


@dataclass(frozen=True)
class Label:
    """`shown` is the label as it is cited; `rest` what follows it, as typed."""

    kind: Kind
    rest: str
    shown: str = ""
    number: int = 0
    branch: int = 0  # 2 of 第15条の2
    depth: int = 0  # of #


_HASHES = re.compile(r"\s*(#{1,6})\s+")
_ARTICLE = re.compile(
    rf"第\s?({_N})\s?条(?:の({_N}))?(?=\s|\(|$|[^のにをはがで、。第及又・,)項～から])"
)
_CHAPTER = re.compile(rf"第\s?({_N})\s?[章節款編](?=\s|$)")
_SECTION = re.compile(rf"第\s?({_N})(?=[\s.])[\s.]*")
_CAPTION = re.compile(r"\(\s*([^()]{1,40})\s*\)\s*$")
_MARK = re.compile(r"[■◆●▼▶□◇◎★☆▲△][\s]*(?![■◆●□◇○△▲〇])|[○◯〇](?![○◯〇])\s*(?=\S)")
_BOXED = re.compile(
    r"(?:【([^【】]{1,40})】|[<＜≪《]([^<>＜＞≪≫《》]{1,40})[>＞≫》]|\[([^\[\]]{1,40})\])\s*"
)
_ROMAN_HEAD = re.compile(rf"([{_ROMAN}])(?:[\s.、]+|(?=\S))|(I{{1,3}}|IV|VI{{0,3}}|IX|X)[.\s]\s*")
_NUMBER = re.compile(r"([0-9]{1,2})(?:\s+|[.、]\s*(?![0-9])|[))]\s*)(?=\S)")
_NUMBER_ALONE = re.compile(r"([0-9]{1,2})[.、]?\s*$")
_KANJI_HEAD = re.compile(rf"([{_NUMERALS}]{{1,3}})(?:\s+|[.、]\s*)(?=\S)")
_BRACKETED_NUMBER = re.compile(rf"(?:\(\s?([0-9]{{1,2}})\s?\)|([{_BRACKETED}]))\s*")
_BRACKETED_NUMERAL = re.compile(rf"\(\s?([{_NUMERALS}]{{1,3}})\s?\)\s*")
_CIRCLED_NUMBER = re.compile(rf"([{_CIRCLED}])\s*")
_KANA_HEAD = re.compile(rf"([{_KANA}])(?:\s+|[.、]\s*)(?=\S)")
_BRACKETED_KANA = re.compile(rf"\(\s?([{_KANA}])\s?\)\s*")
_LETTER = re.compile(r"(?:\(([a-z])\)|([a-z])[.)])\s*(?=\S)|([a-z])\s+(?=[^\x00-\x7f])")
_BULLET = re.compile(r"(?:[・•‣◦･]\s*|[-*–—+]\s+|[※]\s*)(?=\S)")
_SUPPLEMENT = re.compile(r"附\s*則\s*")


def folded(text: str) -> str:
    return text.translate(_HALF)


def numeral(text: str) -> int:
    """「12」「十二」「百三」「〇三」."""
    if text.isascii():
        return int(text)
    if not set(text) & {"十", "百"}:
        return int("".join(str(_KANJI_DIGITS[c]) for c in text))
    total = 0
    digit = None
    for character in text:
        if character in "十百":
            total += (1 if digit is None else digit) * (10 if character == "十" else 100)
            digit = None
        else:
            digit = _KANJI_DIGITS[character]
    return total + (digit or 0)


def label_of(line: str) -> Label:
    """Of one line without leading space. What has no label is TEXT."""
    plain = folded(line)
    if found := _HASHES.match(plain):
        inner = label_of(line[found.end() :].strip())
        if inner.kind is not Kind.TEXT:
            return inner
        return Label(Kind.HASH, inner.rest, inner.rest, depth=len(found[1]))
    if found := _BULLET.match(plain):
        inner = label_of(line[found.end() :])
        if inner.kind not in _BELOW_A_BULLET:
            return inner
        return Label(Kind.BULLET, line[found.end() :], "・")
    for read in _READERS:
        if label := read(line, plain):
            return label
    return Label(Kind.TEXT, line)


_BELOW_A_BULLET = {Kind.TEXT, Kind.BULLET, Kind.MARK, Kind.LETTER, Kind.CAPTION}


def _article(line: str, plain: str) -> Label | None:
    found = _ARTICLE.match(plain)
    if not found:
        return None
    branch = numeral(found[2]) if found[2] else 0
    shown = f"第{numeral(found[1])}条" + (f"の{branch}" if branch else "")
    return Label(Kind.ARTICLE, line[found.end() :].lstrip(), shown, numeral(found[1]), branch)


def _chapter(line: str, plain: str) -> Label | None:
    found = _CHAPTER.match(plain)
    return Label(Kind.CHAPTER, line[found.end() :].strip(), found[0].strip()) if found else None


def _caption(line: str, plain: str) -> Label | None:
    found = _CAPTION.fullmatch(plain)
    if not found or _BRACKETED_NUMBER.fullmatch(plain):
        return None
    return Label(Kind.CAPTION, line[found.start(1) : found.end(1)].strip())


def _boxed(line: str, plain: str) -> Label | None:
    found = _BOXED.match(plain)
    if not found:
        return None
    inside = next(group for group in found.groups() if group)
    caption = line[found.start() + 1 : found.start() + 1 + len(inside)]
    rest = line[found.end() :]
    return Label(Kind.MARK, f"{caption}\u3000{rest}" if rest else caption, caption)


def _marked(line: str, plain: str) -> Label | None:
    found = _MARK.match(plain)
    return Label(Kind.MARK, line[found.end() :], line[found.end() :]) if found else None


def _numbered(pattern: re.Pattern[str], kind: Kind):
    def read(line: str, plain: str) -> Label | None:
        found = pattern.match(plain)
        if not found:
            return None
        written = next(group for group in found.groups() if group)
        number = _place_of(written)
        return Label(kind, line[found.end() :], _shown(kind, written, number), number)

    return read


def _place_of(written: str) -> int:
    for row in (_KANA, _CIRCLED, _BRACKETED, _ROMAN, "abcdefghijklmnopqrstuvwxyz"):
        if written in row:
            return row.index(written) + 1
    if set(written) <= set("IVX"):
        return ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"].index(written) + 1
    return numeral(written)


def _shown(kind: Kind, written: str, number: int) -> str:
    if kind in {Kind.BRACKETED, Kind.BRACKETED_KANJI}:
        return f"({written})" if kind is Kind.BRACKETED_KANJI else f"({number})"
    if kind is Kind.BRACKETED_KANA:
        return f"({written})"
    return f"第{number}" if kind is Kind.SECTION else written


def _supplement(line: str, plain: str) -> Label | None:
    found = _SUPPLEMENT.match(plain)
    return Label(Kind.SUPPLEMENT, line[found.end() :], "附則") if found else None


def cells(line: str) -> tuple[str, ...]:
    """Of a row of a table: split at tabs, or at | with | at both ends."""
    plain = folded(line).strip()
    if plain.startswith("|") and plain.count("|") >= 2:
        body = line.strip()[1:].rstrip()
        body = body[:-1] if folded(body).endswith("|") else body
        return tuple(cell.strip() for cell in re.split(r"[|｜]", body))
    return tuple(cell.strip() for cell in line.split("\t") if cell.strip())


def _row(line: str, plain: str) -> Label | None:
    parts = cells(line)
    if len(parts) < 2 or len(parts[0]) > 40:
        return None
    return Label(Kind.ROW, "\u3000".join(part for part in parts[1:] if part), parts[0])


_READERS = (
    _supplement,
    _article,
    _chapter,
    _numbered(_SECTION, Kind.SECTION),
    _numbered(_BRACKETED_NUMBER, Kind.BRACKETED),
    _numbered(_BRACKETED_NUMERAL, Kind.BRACKETED_KANJI),
    _numbered(_BRACKETED_KANA, Kind.BRACKETED_KANA),
    _numbered(_CIRCLED_NUMBER, Kind.CIRCLED),
    _caption,
    _boxed,
    _marked,
    _numbered(_ROMAN_HEAD, Kind.ROMAN),
    _row,
    _numbered(_NUMBER, Kind.NUMBER),
    _numbered(_NUMBER_ALONE, Kind.NUMBER),
    _numbered(_KANJI_HEAD, Kind.KANJI),
    _numbered(_KANA_HEAD, Kind.KANA),
    _numbered(_LETTER, Kind.LETTER),
)
