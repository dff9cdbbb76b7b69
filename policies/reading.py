"""What a version says, as its paper reads; and a text that was read into articles."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from komae_sns.city.sample_policy import Sample
from policies.articles import Line, places
from policies.articles.blanks import Piece, pieces, title_pieces
from policies.articles.structure import LEVELS
from policies.models import PolicyVersion
from policies.recognise import Recognised


@dataclass(frozen=True)
class ReadLine:
    number: str
    level: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class ReadArticle:
    key: str
    number: str
    caption: str
    lines: tuple[ReadLine, ...]


@dataclass(frozen=True)
class Reading:
    """A version as its paper reads, with what is still open marked."""

    title: tuple[Piece, ...]
    articles: tuple[ReadArticle, ...]


def reading_of(version: PolicyVersion) -> Reading:
    city_sample, articles = version.sample, version.contents
    where = places(articles)
    return Reading(
        title=title_pieces(city_sample, version.title, version.record),
        articles=tuple(
            ReadArticle(
                article.key,
                where[article.key],
                article.caption,
                tuple(_read(city_sample, article.paragraphs, version, where[article.key], 0)),
            )
            for article in articles
        ),
    )


def _read(
    city_sample: Sample, lines: Sequence[Line], version: PolicyVersion, number: str, level: int
) -> Iterator[ReadLine]:
    """The first paragraph bears the article's number."""
    for index, line in enumerate(lines):
        own = number if level == 0 and index == 0 else LEVELS[level](index)
        yield ReadLine(own, level, pieces(city_sample, line, version.record))
        yield from _read(city_sample, line.items, version, number, level + 1)


@dataclass(frozen=True)
class RecognisedLine:
    """`was`: the place it had in the text, where that is another."""

    number: str
    level: int
    text: str
    was: str


@dataclass(frozen=True)
class RecognisedArticle:
    caption: str
    lines: tuple[RecognisedLine, ...]


def recognised_articles(read: Recognised) -> list[RecognisedArticle]:
    where = places(read.articles)
    return [
        RecognisedArticle(
            article.caption,
            tuple(_recognised(read, where, article.paragraphs, where[article.key], 0)),
        )
        for article in read.articles
    ]


def _recognised(
    read: Recognised, where: dict[str, str], lines: Sequence[Line], number: str, level: int
) -> Iterator[RecognisedLine]:
    for index, line in enumerate(lines):
        own = number if level == 0 and index == 0 else LEVELS[level](index)
        is_moved = read.places[line.key] != where[line.key] and (level or not index)
        yield RecognisedLine(own, level, line.text, read.places[line.key] if is_moved else "")
        yield from _recognised(read, where, line.items, number, level + 1)
