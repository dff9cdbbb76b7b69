"""The editor's moves: each takes articles and gives articles, or says why not."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from komae_sns.city.sample_policy import Sample
from policies.articles.start import sample_article
from policies.articles.structure import (
    LEVELS,
    LONGEST_CAPTION,
    LONGEST_LINE,
    Article,
    Articles,
    BadArticles,
    Line,
    checked_text,
)

T = TypeVar("T", Line, Article)


class Stays(BadArticles):
    """The sample does not allow this to be taken out."""


class Gone(BadArticles):
    """The article or line is not (or no longer) there."""

    def __init__(self) -> None:
        super().__init__("その条や号は、ほかの人の編集でなくなっています。")


@dataclass(frozen=True)
class Typed:
    """One article's form as sent: `edit` is what the article's was when the form was shown."""

    key: str
    edit: int
    caption: str
    texts: Mapping[str, str] = field(default_factory=dict)


def find(articles: Articles, key: str) -> Article:
    for article in articles:
        if article.key == key:
            return article
    raise Gone


def with_article(articles: Articles, changed: Article) -> Articles:
    return tuple(changed if a.key == changed.key else a for a in articles)


def stamped(article: Article, edit: int) -> Article:
    return replace(article, edit=edit)


def with_typed(article: Article, typed: Typed) -> Article:
    """Lines that were not sent keep their text."""
    caption = checked_text(typed.caption.strip(), LONGEST_CAPTION, "見出し")
    return replace(article, caption=caption, paragraphs=_typed(article.paragraphs, typed.texts))


def _typed(lines: Sequence[Line], texts: Mapping[str, str]) -> tuple[Line, ...]:
    return tuple(
        replace(
            line,
            text=checked_text(texts.get(line.key, line.text).strip(), LONGEST_LINE, "文"),
            items=_typed(line.items, texts),
        )
        for line in lines
    )


@dataclass(frozen=True)
class Change:
    """A button beside a line: add_item, add_paragraph, remove, up or down."""

    name: str
    line: str = ""

    @classmethod
    def read(cls, button: str) -> "Change | None":
        name, _, line = button.partition(":")
        if not name:
            return None
        if name not in _CHANGES:
            raise BadArticles("そのボタンは使えません。")
        return cls(name, line)

    @property
    def label(self) -> str:
        return _LABELS[self.name]

    def made(self, sample: Sample, article: Article, *, edit: int) -> Article:
        return _CHANGES[self.name](sample, article, self.line, f"n{edit}")


def _add_paragraph(sample: Sample, article: Article, key: str, new: str) -> Article:
    return replace(article, paragraphs=(*article.paragraphs, Line(new)))


def _add_item(sample: Sample, article: Article, key: str, new: str) -> Article:
    def added(line: Line, level: int) -> Line:
        if level + 1 == len(LEVELS):
            raise BadArticles("号の下は「ア」までです。")
        return replace(line, items=(*line.items, Line(new)))

    return _at(article, key, added)


def _at(article: Article, key: str, change: Callable[[Line, int], Line]) -> Article:
    def walk(lines: Sequence[Line], level: int) -> tuple[Line, ...]:
        return tuple(
            change(line, level)
            if line.key == key
            else replace(line, items=walk(line.items, level + 1))
            for line in lines
        )

    _line(article, key)
    return replace(article, paragraphs=walk(article.paragraphs, 0))


def _line(article: Article, key: str) -> Line:
    for line in article.lines():
        if line.key == key:
            return line
    raise Gone


def _remove(sample: Sample, article: Article, key: str, new: str) -> Article:
    for line in _line(article, key).walk():
        if reason := why_line_stays(sample, line):
            raise Stays(f"{reason}はずすことはできません。書きぶりは変えられます。")
    if len(article.paragraphs) == 1 and article.paragraphs[0].key == key:
        raise Stays("条には項が一つは必要です。条ごとはずすことはできます。")
    return _siblings(article, key, lambda lines, place: (*lines[:place], *lines[place + 1 :]))


def why_line_stays(sample: Sample, line: Line) -> str:
    source = sample.line(line.sample)
    return source.stays if source else ""


def _up(sample: Sample, article: Article, key: str, new: str) -> Article:
    return _siblings(article, key, lambda lines, place: moved(lines, place, -1))


def _down(sample: Sample, article: Article, key: str, new: str) -> Article:
    return _siblings(article, key, lambda lines, place: moved(lines, place, +1))


def moved(things: Sequence[T], place: int, step: int) -> tuple[T, ...]:
    """At the edge nothing moves."""
    to = place + step
    if not 0 <= to < len(things):
        return tuple(things)
    swapped = list(things)
    swapped[place], swapped[to] = swapped[to], swapped[place]
    return tuple(swapped)


def _siblings(
    article: Article, key: str, change: Callable[[Sequence[Line], int], tuple[Line, ...]]
) -> Article:
    """Apply `change` to the row of lines among which the line stands."""

    def walk(lines: Sequence[Line]) -> tuple[Line, ...]:
        place = next((i for i, line in enumerate(lines) if line.key == key), None)
        if place is not None:
            return change(lines, place)
        return tuple(replace(line, items=walk(line.items)) for line in lines)

    _line(article, key)
    return replace(article, paragraphs=walk(article.paragraphs))


_CHANGES: dict[str, Callable[[Sample, Article, str, str], Article]] = {
    "add_paragraph": _add_paragraph,
    "add_item": _add_item,
    "remove": _remove,
    "up": _up,
    "down": _down,
}

_LABELS = {
    "add_paragraph": "項を足した",
    "add_item": "号を足した",
    "remove": "はずした",
    "up": "上へ動かした",
    "down": "下へ動かした",
}


def add_article(articles: Articles, *, after: str = "", edit: int) -> Articles:
    """A blank article of one's own, after the article `after` or at the end."""
    new = Article(f"n{edit}", "", (Line(f"n{edit}.1"),), edit=edit)
    place = _place(articles, after) + 1 if after else len(articles)
    return (*articles[:place], new, *articles[place:])


def remove_article(sample: Sample, articles: Articles, key: str) -> Articles:
    article = find(articles, key)
    if reason := why_article_stays(sample, article):
        raise Stays(f"{reason}はずすことはできません。書きぶりは変えられます。")
    if len(articles) == 1:
        raise Stays("条が一つは必要です。")
    return tuple(a for a in articles if a.key != key)


def why_article_stays(sample: Sample, article: Article) -> str:
    source = sample.article(article.sample)
    return source.stays if source else ""


def move_article(articles: Articles, key: str, step: int) -> Articles:
    return moved(articles, _place(articles, key), step)


def _place(articles: Articles, key: str) -> int:
    return articles.index(find(articles, key))


def bring_back(
    sample: Sample, articles: Articles, name: str, values: Mapping[str, str], *, edit: int
) -> Articles:
    """An article of the sample that was taken out, where the sample has it."""
    there = {article.sample for article in articles}
    article = sample_article(sample, name, values, edit=edit)
    if article is None or name in there:
        raise Gone
    names = [source.name for source in sample.articles]
    before = set(names[: names.index(name)])
    place = max((i + 1 for i, a in enumerate(articles) if a.sample in before), default=0)
    return (*articles[:place], article, *articles[place:])
