"""What was read: articles, with where each stood in the text and what to look at again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from komae_sns.text import is_blank
from policies.articles.structure import (
    LONGEST_CAPTION,
    LONGEST_LINE,
    MOST_ARTICLES,
    MOST_LINES,
    Article,
    Articles,
    Line,
)
from policies.recognise.lines import LogicalLine
from policies.recognise.tree import Node, Tree


@dataclass(frozen=True)
class Note:
    """Something to look at: `number` is the line of the text, 0 for all of it."""

    sentence: str
    number: int = 0


@dataclass(frozen=True)
class Recognised:
    """`places` and `numbers`: where each article and line stood in the text, by key."""

    title: str
    articles: Articles
    enacted_on: date | None = None
    notice_number: str = ""
    notes: tuple[Note, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    preamble: tuple[LogicalLine, ...] = ()


class Keys:
    """Articles and lines get the keys n{first}, n{first + 1}, … in the order of the text."""

    def __init__(self, first: int) -> None:
        self._next = first
        self.places: dict[str, str] = {}
        self.numbers: dict[str, int] = {}

    def of(self, trees: list[Tree], *, notes: tuple[Note, ...], **facts: Any) -> Recognised:
        if len(trees) > MOST_ARTICLES:
            sentence = f"条は{MOST_ARTICLES}まで入れました（{len(trees)}あります）。"
            notes = (Note(sentence, trees[MOST_ARTICLES].number), *notes)
        more: list[Note] = []
        articles = tuple(self._article(tree, more) for tree in trees[:MOST_ARTICLES])
        return Recognised(
            articles=articles,
            notes=(*notes, *more),
            places=self.places,
            numbers=self.numbers,
            **facts,
        )

    def _key(self, place: str, number: int) -> str:
        key, self._next = f"n{self._next}", self._next + 1
        self.places[key], self.numbers[key] = place, number
        return key

    def _article(self, tree: Tree, notes: list[Note]) -> Article:
        key = self._key(tree.shown, tree.number)
        nodes = tree.paragraphs or [Node("", tree.shown, tree.number)]
        if len(tree.caption) > LONGEST_CAPTION:
            notes.append(Note(f"{tree.shown}の見出しが長すぎます。", tree.number))
        caption = tree.caption[:LONGEST_CAPTION]
        return Article(key, caption, self._lines(nodes, tree, notes))

    def _lines(self, nodes: list[Node], tree: Tree, notes: list[Note]) -> tuple[Line, ...]:
        if len(nodes) > MOST_LINES:
            sentence = f"{tree.shown}の項や号は{MOST_LINES}まで入れました（{len(nodes)}あります）。"
            notes.append(Note(sentence, nodes[MOST_LINES].number))
        return tuple(self._line(node, tree, notes) for node in nodes[:MOST_LINES])

    def _line(self, node: Node, tree: Tree, notes: list[Note]) -> Line:
        text = node.text
        if len(text) > LONGEST_LINE:
            sentence = f"{node.place}の文が{LONGEST_LINE:,}字をこえます。こえた分は入れていません。"
            notes.append(Note(sentence, node.number))
            text = text[:LONGEST_LINE]
        key = self._key(node.place, node.number)
        return Line(key, "" if is_blank(text) else text, items=self._lines(node.items, tree, notes))
