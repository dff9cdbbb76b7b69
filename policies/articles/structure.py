"""条 (Article) and 項・号・ア (Line), as stored in PolicyVersion.articles, numbered and printed."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from komae_sns.city.sample_policy import item_number, paragraph_number, sub_item_number
from komae_sns.text import cannot_be_stored, is_invisible

MOST_ARTICLES = 60
MOST_LINES = 50  # at one place: paragraphs of an article, items of a paragraph
LONGEST_LINE = 2_000  # characters
LONGEST_CAPTION = 60
LONGEST_POLICY = 60_000
LONGEST_TITLE = 200

# 項, 号, ア. The numbering of each level.
LEVELS = (paragraph_number, item_number, sub_item_number)
_KEY = re.compile(r"[sn][0-9]{1,9}(\.[0-9]{1,3}){0,3}")


class BadArticles(ValueError):
    """Not articles of a policy; the message is a sentence for the person who typed them."""


@dataclass(frozen=True)
class Line:
    """A 項, 号 or ア. `sample` is the sample's line it came from (`第4条(2)`)."""

    key: str
    text: str = ""
    sample: str = ""
    items: tuple["Line", ...] = ()

    def walk(self) -> Iterator["Line"]:
        yield self
        for item in self.items:
            yield from item.walk()


@dataclass(frozen=True)
class Article:
    """`edit` is the version's edit_number when the article was last changed."""

    key: str
    caption: str
    paragraphs: tuple[Line, ...]
    sample: str = ""
    edit: int = 0

    def lines(self) -> Iterator[Line]:
        for paragraph in self.paragraphs:
            yield from paragraph.walk()


Articles = tuple[Article, ...]


def number_of(index: int) -> str:
    return f"第{index + 1}条"


def places(articles: Articles) -> dict[str, str]:
    """Where each article and line stands now, by key: 第4条, 第4条(2), 第5条2."""
    found = {}
    for index, article in enumerate(articles):
        found[article.key] = number_of(index)
        found.update(_places(article.paragraphs, number_of(index), 0))
    return found


def _places(lines: Sequence[Line], above: str, level: int) -> Iterator[tuple[str, str]]:
    for index, line in enumerate(lines):
        place = above + LEVELS[level](index)
        yield line.key, place
        yield from _places(line.items, place, level + 1)


def paper_rows(articles: Articles) -> list[dict[str, Any]]:
    """What templates/papers/policy.html prints."""
    return [
        {
            "key": article.key,
            "number": number_of(index),
            "caption": f"（{article.caption}）",
            "paragraphs": _rows(article.paragraphs, 0),
        }
        for index, article in enumerate(articles)
    ]


def _rows(lines: Sequence[Line], level: int) -> list[dict[str, Any]]:
    return [
        {
            "number": LEVELS[level](index),
            "text": line.text,
            "items": _rows(line.items, level + 1),
        }
        for index, line in enumerate(lines)
    ]


def text_of(stored: Iterable[Mapping[str, Any]]) -> str:
    """Captions and lines of articles as stored, one a line, without numbers."""
    return "\n".join(
        text
        for article in stored
        for text in (article["caption"], *_texts(article["paragraphs"]))
        if text
    )


def _texts(lines: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for line in lines:
        yield line["text"]
        yield from _texts(line.get("items", ()))


def to_json(articles: Articles) -> list[dict[str, Any]]:
    return [
        {
            "key": article.key,
            "sample": article.sample,
            "edit": article.edit,
            "caption": article.caption,
            "paragraphs": [_line_to_json(line) for line in article.paragraphs],
        }
        for article in articles
    ]


def _line_to_json(line: Line) -> dict[str, Any]:
    items = [_line_to_json(item) for item in line.items]
    return {"key": line.key, "sample": line.sample, "text": line.text, "items": items}


def from_json(value: Any) -> Articles:
    """From the database or from outside: anything that is not articles is BadArticles."""
    rows = _listed(value, MOST_ARTICLES, "条")
    return checked(tuple(_article_from_json(row) for row in rows))


def _article_from_json(row: Any) -> Article:
    edit = _member(row, "edit", int, 0)
    if isinstance(edit, bool) or edit < 0:
        raise BadArticles("条文の形が正しくありません（edit）。")
    return Article(
        key=_member(row, "key", str),
        caption=_member(row, "caption", str),
        paragraphs=_lines_from_json(_member(row, "paragraphs", list), 0),
        sample=_member(row, "sample", str, ""),
        edit=edit,
    )


def _lines_from_json(value: list, level: int) -> tuple[Line, ...]:
    if value and level == len(LEVELS):
        raise BadArticles("号の下は「ア」までです。")
    return tuple(
        Line(
            key=_member(row, "key", str),
            text=_member(row, "text", str),
            sample=_member(row, "sample", str, ""),
            items=_lines_from_json(_member(row, "items", list, []), level + 1),
        )
        for row in _listed(value, MOST_LINES, "項や号")
    )


def _member(row: Any, name: str, kind: type, default: Any = None) -> Any:
    value = row.get(name, default) if isinstance(row, Mapping) else None
    if not isinstance(value, kind):
        raise BadArticles(f"条文の形が正しくありません（{name}）。")
    return value


def _listed(value: Any, most: int, what: str) -> list:
    if not isinstance(value, list):
        raise BadArticles("条文の形が正しくありません。")
    if len(value) > most:
        raise BadArticles(f"{what}は{most}までです。")
    return value


def checked(articles: Articles) -> Articles:
    """Sizes, depth, keys and characters; blank is allowed, a draft may be unfinished."""
    _listed(list(articles), MOST_ARTICLES, "条")
    for article in articles:
        checked_text(article.caption, LONGEST_CAPTION, "見出し")
        _check_lines(article.paragraphs, 0)
        if not article.paragraphs:
            raise BadArticles("項のない条があります。")
    _check_names(articles)
    if sum(len(line.text) for article in articles for line in article.lines()) > LONGEST_POLICY:
        raise BadArticles(f"運用ポリシーは全体で{LONGEST_POLICY:,}字までです。")
    return articles


def _check_lines(lines: Sequence[Line], level: int) -> None:
    if lines and level == len(LEVELS):
        raise BadArticles("号の下は「ア」までです。")
    _listed(list(lines), MOST_LINES, "項や号")
    for line in lines:
        checked_text(line.text, LONGEST_LINE, "文")
        _check_lines(line.items, level + 1)


def _check_names(articles: Articles) -> None:
    """Keys and the sample's names stand for one place each."""
    lines = [line for article in articles for line in article.lines()]
    keys = [thing.key for thing in (*articles, *lines)]
    if len(set(keys)) != len(keys) or not all(map(_KEY.fullmatch, keys)):
        raise BadArticles("条文の形が正しくありません（key）。")
    for things in (articles, lines):
        samples = [thing.sample for thing in things if thing.sample]
        if len(set(samples)) != len(samples) or any(len(name) > 40 for name in samples):
            raise BadArticles("条文の形が正しくありません（sample）。")


def checked_text(text: str, longest: int, what: str) -> str:
    if len(text) > longest:
        raise BadArticles(f"{what}は{longest:,}字までです（いま{len(text):,}字）。")
    if any(c in text for c in "\n\r\v\f\x85\u2028\u2029"):
        raise BadArticles(f"{what}の途中に改行があります。改行を消すか、項や号を足してください。")
    if cannot_be_stored(text) or any(_is_control(c) for c in text):
        raise BadArticles(f"{what}に、使えない文字（制御文字）がまじっています。")
    return text


def checked_title(title: str) -> str:
    return checked_text(title.strip(), LONGEST_TITLE, "題名")


def _is_control(character: str) -> bool:
    return character == "\t" or (is_invisible(character) and character < "\xa0")
