"""The sentences of a policy with where each stands and what stands above it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from policies.articles.structure import Articles, Line, places
from policies.check.japanese import is_item as names_a_thing
from policies.recognise import Recognised
from policies.recognise.heads import as_row
from policies.recognise.labels import Kind, folded
from policies.recognise.lines import LogicalLine

_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]?[」』）)]*")
_FORBIDS = re.compile(
    r"制限事項|禁止事項|禁止する|禁止行為|しては(?:ならない|いけない|なりません)|行わない|しない(?:もの|こと)|行いません|しません|できない事項"
)
_OF_USERS = re.compile(
    r"利用者|ユーザ|閲覧者|投稿者|フォロワー|参加者|皆様|みなさ|市民|第三者|コメント(?:の|を)(?:削除|投稿)|削除(?:基準|対象)"
)


@dataclass(frozen=True)
class Sentence:
    """`text` is half-width and without spaces between Japanese; `typed` as it stands."""

    text: str
    typed: str
    place: str
    article: str  # its key
    caption: str
    lead: str  # what announces the list it stands in
    is_item: bool
    whole: str  # all sentences of its 項 or 号

    @property
    def is_forbidden_by_its_list(self) -> bool:
        """見本第6条: 「制限事項は、次のとおり」「(2) 返信を行うこと」."""
        return bool(_FORBIDS.search(self.lead)) or (
            self.is_item and bool(_FORBIDS.search(self.caption))
        )

    @property
    def speaks_of_others(self) -> bool:
        """「同じ内容を繰り返し投稿するもの」 among what users must not write."""
        return names_a_thing(self.text) or (self.is_item and self.is_about_users)

    @property
    def is_about_users(self) -> bool:
        """What others must not write, and what the city takes down."""
        return bool(_OF_USERS.search(self.caption) or _OF_USERS.search(self.lead))


def of_recognised(read: Recognised) -> tuple[Sentence, ...]:
    """What stands before the first article is read, too: some policies promise there."""
    before = [
        Sentence(plain(typed), typed.strip(), f"{line.number}行目", "", "", "", False, "")
        for line in read.preamble
        for typed in split(_said(line))
    ]
    return (*before, *_sentences(read.articles, read.places))


def _said(line: LogicalLine) -> str:
    """A row of a table says what it is called and what it is: 「管理者：広報課長」."""
    row = as_row(line) if line.label.kind is Kind.ROW else None
    return "：".join(row) if row else line.label.rest


def of_articles(articles: Articles) -> tuple[Sentence, ...]:
    return tuple(_sentences(articles, places(articles)))


def of_rows(rows: Sequence[Mapping[str, Any]]) -> tuple[Sentence, ...]:
    """Of a policy as printed (policies.articles.paper_rows), which has no keys for its lines."""
    found: list[Sentence] = []
    for row in rows:
        where: dict[str, str] = {}
        lines = _lines_of(row["paragraphs"], row["number"], where)
        caption = plain(row["caption"].strip("（）"))
        found += _of_lines(lines, where, row.get("key", ""), caption, "", 0)
    return tuple(found)


def _lines_of(
    rows: Sequence[Mapping[str, Any]], above: str, where: dict[str, str]
) -> tuple[Line, ...]:
    lines = []
    for row in rows:
        key, place = str(len(where)), above + row["number"]
        where[key] = place
        lines.append(Line(key, row["text"], items=_lines_of(row.get("items", ()), place, where)))
    return tuple(lines)


def _sentences(articles: Articles, where: Mapping[str, str]) -> Iterator[Sentence]:
    for article in articles:
        yield from _of_lines(article.paragraphs, where, article.key, plain(article.caption), "", 0)


def _of_lines(
    lines: Sequence[Line],
    where: Mapping[str, str],
    article: str,
    caption: str,
    lead: str,
    level: int,
) -> Iterator[Sentence]:
    for line in lines:
        whole = plain(line.text)
        for typed in split(line.text):
            yield Sentence(
                text=plain(typed),
                typed=typed.strip(),
                place=where[line.key],
                article=article,
                caption=caption,
                lead=lead,
                is_item=level > 0,
                whole=whole,
            )
        yield from _of_lines(line.items, where, article, caption, whole or lead, level + 1)


def split(text: str) -> list[str]:
    return [found.group() for found in _SENTENCE.finditer(text) if found.group().strip()]


_SPACE = re.compile(r"(?<![A-Za-z0-9])\s+|\s+(?![A-Za-z0-9])")


def plain(text: str) -> str:
    """Half-width, spaces only between Latin words: what the patterns are written for."""
    return _SPACE.sub("", folded(text)).translate(_SAME)


_SAME = str.maketrans({"，": "、", ",": "、", "．": "。", "ｱ": "ア"})


def following(sentences: Sequence[Sentence]) -> dict[int, Sentence]:
    """By id, the sentence after it in the same 項 or 号: a ただし書 may take back what it says."""
    return {
        id(one): other
        for one, other in pairwise(sentences)
        if (one.place, one.article) == (other.place, other.article)
    }
