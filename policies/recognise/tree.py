"""The lines of one article under each other: 項, 号, ア, by the labels they bear."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from policies.articles.structure import LEVELS
from policies.recognise.labels import Kind
from policies.recognise.lines import LogicalLine

_ANNOUNCES = ("次の", "次に", "以下の", "下記", "つぎの")
_CALLS = ("。", "：", ":", "とおり", "通り")
DEEPEST = len(LEVELS) - 1


@dataclass
class Node:
    """`place` is where it stands in the text as written: 第6条(2), 3(1)."""

    text: str
    place: str
    number: int  # of the line
    items: list["Node"] = field(default_factory=list)

    def walk(self) -> Iterator["Node"]:
        yield self
        for item in self.items:
            yield from item.walk()


class Tree:
    def __init__(self, shown: str, caption: str, number: int, *, in_articles: bool) -> None:
        self.shown, self.caption, self.number = shown, caption, number
        self.in_articles = in_articles
        self.paragraphs: list[Node] = []
        self.folded_in = False  # something stood deeper than ア
        self._kinds: list[Kind] = []  # of the levels that are open, outermost first
        self._path: list[Node] = []

    @property
    def nodes(self) -> Iterator[Node]:
        for paragraph in self.paragraphs:
            yield from paragraph.walk()

    def say(self, text: str, line: LogicalLine) -> None:
        """The text that stands behind the article's own number."""
        self._put(0, text, "", line)

    def add(self, line: LogicalLine) -> None:
        label = line.label
        if self.in_articles and label.kind is Kind.NUMBER:
            self._add_numbered_paragraph(line)
        elif label.kind in {Kind.TEXT, Kind.CAPTION, Kind.HASH, Kind.MARK, Kind.ROW, Kind.CHAPTER}:
            self._add_text(line)
        else:
            self._put(self._level_of(label.kind), label.rest, label.shown, line)

    def _add_numbered_paragraph(self, line: LogicalLine) -> None:
        """2, 3 of an article; a number out of turn is text."""
        label = line.label
        if label.number == len(self.paragraphs) + 1:
            self._kinds = []
            self._put(0, label.rest, label.shown if self.paragraphs else "", line)
        else:
            self._put(self._deeper(), f"{label.shown}\u3000{label.rest}", "", line)

    def _add_text(self, line: LogicalLine) -> None:
        label, text = line.label, line.label.rest
        if label.kind is Kind.ROW:
            text = f"{label.shown}\u3000{label.rest}"
        if not self.paragraphs:
            self._put(0, text, "", line)
        elif self._announced():
            self._put(self._deeper(), text, "", line)
        elif text.rstrip().endswith("。") or len(self._path) == 1:
            self._kinds = []
            self._put(0, text, "", line)
        else:
            self._put(len(self._path) - 1, text, "", line)

    def _announced(self) -> bool:
        """「次のとおりとする。」 stands above, and nothing but its like has come since."""
        last = self._path[-1].text.rstrip()
        return last.endswith(_CALLS) and any(word in last for word in _ANNOUNCES)

    def _deeper(self) -> int:
        return min(len(self._path), DEEPEST)

    def _level_of(self, kind: Kind) -> int:
        base = 1 if self.in_articles or self._has_lead else 0
        if kind in self._kinds:
            self._kinds = self._kinds[: self._kinds.index(kind) + 1]
        else:
            self._kinds.append(kind)
        level = base + len(self._kinds) - 1
        self.folded_in |= level > DEEPEST
        return min(level, DEEPEST, len(self._path))

    @property
    def _has_lead(self) -> bool:
        return bool(self.paragraphs) and not self.paragraphs[0].place.removeprefix(self.shown)

    def _put(self, level: int, text: str, shown: str, line: LogicalLine) -> None:
        level = min(level, len(self._path))
        self._path = self._path[:level]
        above = self._path[-1].place if self._path else self.shown
        node = Node(text.replace("\t", "\u3000").strip(), above + shown, line.number)
        (self._path[-1].items if self._path else self.paragraphs).append(node)
        self._path.append(node)
