"""A text as it is compared, character by character bound to the place where it was typed."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from komae_sns.words import as_seen

# NFKC makes 1 of ①, and 12 of ①2: a number of another kind is no digit of what follows.
_ENCLOSED = re.compile("[①-⓿❶-➓⒈-⒛㈠-㉃㉈-㉟㊀-㊉㊱-㊿²³¹⁰-₉]")
# 長音 and lines that stand for a hyphen between digits.
_LINE = re.compile("(?<=[0-9〇一二三四五六七八九十)])[ー─━](?=[0-9〇一二三四五六七八九十(])")
_KANJI_RUN = re.compile("[〇一二三四五六七八九]{2,}")
_KANJI_DIGITS = str.maketrans("〇一二三四五六七八九", "0123456789")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣－⁃", "-"))
_ADDRESS = re.compile(r"(?:https?|htps?|ttps?|http)s?:?/{1,2}[\x21-\x7e]+|www\.[\x21-\x7e]+", re.I)
_LONGEST_LINE = 300
_LONGEST_SENTENCE = 200  # characters on either side
_SENTENCE = re.compile(r"[^。!?\n]+[。!?]*")


@dataclass(frozen=True)
class Folded:
    """`text` is NFKC with plain hyphens and without what prints nothing; `typed` is as typed."""

    typed: str
    text: str
    spans: Sequence[tuple[int, int]]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Of text[start:end], in `typed`."""
        if start >= end:
            at = self.spans[start][0] if start < len(self.text) else len(self.typed)
            return at, at
        return self.spans[start][0], self.spans[end - 1][1]

    @cached_property
    def bare(self) -> str:
        """Of the same length, with spaces where addresses of the web stand."""
        return _ADDRESS.sub(lambda found: " " * len(found.group()), self.text)

    @cached_property
    def digits(self) -> str:
        """`bare`, with 〇九〇 read as 090."""
        return _KANJI_RUN.sub(lambda found: found.group().translate(_KANJI_DIGITS), self.bare)

    @cached_property
    def addresses(self) -> tuple[tuple[int, int], ...]:
        return tuple(found.span() for found in _ADDRESS.finditer(self.text))

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        return tuple(found.span() for found in _SENTENCE.finditer(self.bare))

    def sentence_at(self, place: int) -> tuple[int, int]:
        """Of a sentence without an end, what is near."""
        index = bisect_right(self.sentences, (place, len(self.text) + 1)) - 1
        start, end = self.sentences[index] if index >= 0 else (0, len(self.text))
        return max(start, place - _LONGEST_SENTENCE), min(end, place + _LONGEST_SENTENCE)

    def line_at(self, place: int) -> str:
        """Of a very long one, what is near."""
        first, last = max(0, place - _LONGEST_LINE), min(len(self.bare), place + _LONGEST_LINE)
        start = self.bare.rfind("\n", first, place) + 1
        end = self.bare.find("\n", place, last)
        return self.bare[start or first : end if end >= 0 else last]

    def around(self, start: int, end: int, before: int, after: int) -> str:
        """Up to so many characters on either side, within the line."""
        left = max(self.bare.rfind("\n", 0, start) + 1, start - before)
        stop = self.bare.find("\n", end)
        right = min(stop if stop >= 0 else len(self.bare), end + after)
        return self.bare[left:right]


def fold(typed: str) -> Folded:
    plain, spans = as_seen(_ENCLOSED.sub("・", typed))
    kept = [place for place, character in enumerate(plain) if character != "\r"]
    if len(kept) < len(plain):
        plain, spans = "".join(plain[n] for n in kept), [spans[n] for n in kept]
    return Folded(typed, _LINE.sub("-", plain.translate(_DASHES)), spans)


def line_and_column(typed: str, place: int) -> tuple[int, int]:
    """Both from 1; a line ends with LF, CR LF or CR."""
    ends = [0, *(found.end() for found in re.finditer(r"\r\n|\n|\r", typed))]
    line = bisect_right(ends, place)
    return line, place - ends[line - 1] + 1
