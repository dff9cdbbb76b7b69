"""運用ポリシー（見本）: the city's own wording, with its blanks marked as blanks."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from komae_sns import city

_BLANK = re.compile(r"\{(\w+)(?:=(\w+))?(\?)?\|([^{}]*)\}")


@dataclass(frozen=True)
class Blank:
    """`otherwise`: the blank whose value serves where this has none. A `word` stays as the city
    wrote it where nothing is known: it is nothing to fill in.
    """

    name: str
    written: str
    otherwise: str = ""
    is_word: bool = False

    def value(self, values: Mapping[str, str]) -> str:
        return values.get(self.name) or values.get(self.otherwise, "")

    def is_open(self, values: Mapping[str, str]) -> bool:
        return not self.is_word and not self.value(values)


@dataclass(frozen=True)
class Span:
    """Where a blank stands in a filled text."""

    blank: Blank
    start: int
    end: int


@dataclass(frozen=True)
class Wording:
    parts: tuple[str | Blank, ...]

    @classmethod
    def parse(cls, marked: str) -> "Wording":
        parts: list[str | Blank] = []
        place = 0
        for found in _BLANK.finditer(marked):
            parts += [marked[place : found.start()], _blank(found)]
            place = found.end()
        parts.append(marked[place:])
        return cls(tuple(part for part in parts if part != ""))

    @property
    def as_written(self) -> str:
        return self.filled({})

    def filled(self, values: Mapping[str, str]) -> str:
        """Blanks without a value stay as the city wrote them."""
        return "".join(_said(part, values) for part in self.parts)

    def spans(self, values: Mapping[str, str]) -> tuple[Span, ...]:
        found, place = [], 0
        for part in self.parts:
            end = place + len(_said(part, values))
            if isinstance(part, Blank):
                found.append(Span(part, place, end))
            place = end
        return tuple(found)


def _blank(found: re.Match[str]) -> Blank:
    return Blank(found[1], found[4], found[2] or "", bool(found[3]))


def _said(part: str | Blank, values: Mapping[str, str]) -> str:
    return part.value(values) or part.written if isinstance(part, Blank) else part


@dataclass(frozen=True)
class SampleLine:
    """A paragraph, an item or a sub-item. `stays` says why it may not be taken out.

    `again` is the wording for each further service of a policy for several accounts, `below` the
    one of an item under this for each account.
    """

    name: str
    wording: Wording
    stays: str = ""
    items: tuple["SampleLine", ...] = ()
    again: str = ""
    below: str = ""
    added_to: str = ""  # the line of the city's sample that this was added to

    @property
    def clause(self) -> str:
        return self.added_to or self.name

    def walk(self) -> Iterator["SampleLine"]:
        yield self
        for item in self.items:
            yield from item.walk()


@dataclass(frozen=True)
class SampleArticle:
    name: str
    caption: str
    paragraphs: tuple[SampleLine, ...]
    stays: str = ""

    def lines(self) -> Iterator[SampleLine]:
        for paragraph in self.paragraphs:
            yield from paragraph.walk()


@dataclass(frozen=True)
class Sample:
    title: Wording
    mark: str
    date_line: str
    blanks: Mapping[str, str]
    open_marks: re.Pattern[str]
    articles: tuple[SampleArticle, ...]
    words_follow_service: bool = True

    def blank_label(self, name: str) -> str:
        """ユーザー名, also for username_2."""
        return self.blanks.get(name) or self.blanks.get(re.sub(r"_\d+$", "", name), name)

    def article(self, name: str) -> SampleArticle | None:
        return next((a for a in self.articles if a.name == name), None)

    def line(self, name: str) -> SampleLine | None:
        """`第4条(4)`, `第5条2`; the first paragraph of an article bears the article's name."""
        return next((x for a in self.articles for x in a.lines() if x.name == name), None)


def sample() -> Sample:
    return _read(city.folder())


@cache
def _read(_folder: object) -> Sample:
    return from_table(city.data("sample_policy.toml"))


def from_table(table: Mapping[str, Any]) -> Sample:
    return Sample(
        title=Wording.parse(table["title"]),
        mark=table["mark"],
        date_line=table["date_line"],
        blanks=table["blanks"],
        open_marks=re.compile("|".join(table["open_marks"]["patterns"])),
        articles=tuple(map(article_from_table, table["article"])),
        words_follow_service=table.get("words_follow_service", True),
    )


def article_from_table(row: Mapping[str, Any]) -> SampleArticle:
    name = row["number"]
    paragraphs = [
        _line(paragraph, name + paragraph_number(index), item_number)
        for index, paragraph in enumerate(row["paragraph"])
    ]
    return SampleArticle(name, row["caption"], tuple(paragraphs), row.get("stays", ""))


def _line(row: Mapping[str, Any], name: str, number: Any) -> SampleLine:
    line = SampleLine(
        name,
        Wording.parse(row["text"]),
        row.get("stays", ""),
        again=row.get("again", ""),
        below=row.get("below", ""),
    )
    items = [
        _line(item, name + number(index), sub_item_number)
        for index, item in enumerate(row.get("items", ()))
    ]
    return replace(line, items=tuple(items))


# How the city numbers within an article: 第1項 bears no number, then 2, 3; (1)(2); ア, イ.
_KANA = (
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
)


def paragraph_number(index: int) -> str:
    return str(index + 1) if index else ""


def item_number(index: int) -> str:
    return f"({index + 1})"


def sub_item_number(index: int) -> str:
    """ア to ン; from the 47th アア, アイ, …"""
    turn, place = divmod(index, len(_KANA))
    return (_KANA[turn - 1] if turn else "") + _KANA[place]
