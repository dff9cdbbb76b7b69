"""Articles and lines of two versions side by side, matched by their keys."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from policies.articles import Article, Articles, Line, number_of
from policies.articles.structure import LEVELS
from policies.comparison.wording import Piece, compared, whole


@dataclass(frozen=True)
class Side:
    """A title, a caption or a line as it stands in one version; `index` among its siblings."""

    number: str
    pieces: tuple[Piece, ...]
    index: int
    is_renumbered: bool = False

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    @property
    def is_changed(self) -> bool:
        return self.is_renumbered or any(piece.is_changed for piece in self.pieces)


@dataclass(frozen=True)
class LinePair:
    """項, 号 or ア. A side is None where the line is not in that version."""

    key: str
    level: int
    old: Side | None
    new: Side | None
    items: tuple["LinePair", ...]

    @property
    def is_changed(self) -> bool:
        """Itself, or anything below it."""
        return self.differs or any(item.is_changed for item in self.items)

    @property
    def differs(self) -> bool:
        return not (self.old and self.new) or self.old.is_changed or self.new.is_changed

    @property
    def is_reworded(self) -> bool:
        """Beyond its number."""
        sides = (self.old, self.new)
        return not all(sides) or any(p.is_changed for side in sides for p in side.pieces)


@dataclass(frozen=True)
class ArticlePair:
    """`old` and `new` are the captions, numbered as the articles are."""

    key: str
    old: Side | None
    new: Side | None
    lines: tuple[LinePair, ...]
    is_moved: bool = False

    @property
    def is_added(self) -> bool:
        return self.old is None

    @property
    def is_removed(self) -> bool:
        return self.new is None

    @property
    def is_renumbered(self) -> bool:
        return bool(self.old and self.new) and self.old.is_renumbered

    @property
    def is_reworded(self) -> bool:
        """In its caption or in any line; what bears only another number is not."""
        captions = [p for side in (self.old, self.new) if side for p in side.pieces]
        return any(p.is_changed for p in captions) or any(line.is_changed for line in self.lines)

    @property
    def is_changed(self) -> bool:
        return self.is_renumbered or self.is_moved or self.is_reworded

    @property
    def number(self) -> str:
        return (self.new or self.old).number

    @property
    def said(self) -> tuple[str, ...]:
        """What happened to it, in a few words each."""
        if self.is_added:
            return ("新設",)
        if self.is_removed:
            return ("削る",)
        renumbered = f"もと{self.old.number}" if self.is_renumbered else ""
        moved = "順を移す" if self.is_moved else ""
        reworded = "改める" if self.is_reworded else ""
        return tuple(filter(None, (moved, renumbered, reworded)))


@dataclass(frozen=True)
class Comparison:
    old_title: tuple[Piece, ...]
    new_title: tuple[Piece, ...]
    articles: tuple[ArticlePair, ...]

    @property
    def has_new_title(self) -> bool:
        return any(piece.is_changed for piece in self.old_title + self.new_title)

    @property
    def changes(self) -> tuple[ArticlePair, ...]:
        return tuple(pair for pair in self.articles if pair.is_changed)

    @property
    def is_same(self) -> bool:
        return not self.has_new_title and not self.changes

    @property
    def has_moved(self) -> bool:
        return any(pair.is_moved for pair in self.articles)


def compare(old_title: str, old: Articles, new_title: str, new: Articles) -> Comparison:
    """In the order of the new version; what is gone stands after what it followed."""
    titles = compared(old_title, new_title)
    twins = _twins(old, new, _caption_of)
    moved = _out_of_order([twins[a.key] for a in new if a.key in twins])
    pairs = (
        _article_pair(old, new, before, after, is_moved=before in moved)
        for before, after in _aligned(old, new, twins)
    )
    return Comparison(*titles, tuple(pairs))


_T = TypeVar("_T", Article, Line)


def _caption_of(article: Article) -> str:
    return article.caption


def _text_of(line: Line) -> str:
    return line.text


def _twins(old: Sequence[_T], new: Sequence[_T], words: Callable[[_T], str]) -> dict[str, int]:
    """Key in the new version → place in the old: the same key, else the same words, once each."""
    places = {thing.key: place for place, thing in enumerate(old)}
    twins = {thing.key: places[thing.key] for thing in new if thing.key in places}
    left = [place for place in range(len(old)) if place not in set(twins.values())]
    said = {words(old[place]): place for place in left if words(old[place]).strip()}
    alone = Counter(words(old[place]) for place in left)
    for thing in new:
        wording = words(thing)
        if thing.key not in twins and alone[wording] == 1 and wording in said:
            twins[thing.key] = said.pop(wording)
    return twins


def _alike(old: Sequence[Line], new: Sequence[Line], twins: dict[str, int]) -> dict[str, int]:
    """Where no key is shared (a policy typed in anew): of the lines left over on both sides,
    each with the one in its turn, if the two share any words."""
    if {line.key for line in old} & {line.key for line in new}:
        return {}
    left = [place for place in range(len(old)) if place not in set(twins.values())]
    fresh = [line for line in new if line.key not in twins]
    return {
        line.key: place
        for place, line in zip(left, fresh, strict=False)
        if not all(piece.is_changed for piece in compared(old[place].text, line.text)[1])
    }


def _aligned(
    old: Sequence[_T], new: Sequence[_T], twins: dict[str, int]
) -> Iterator[tuple[int | None, int | None]]:
    """(place in old, place in new)."""
    kept = set(twins.values())
    rows: list[tuple[int | None, int | None]] = [
        (twins.get(thing.key), place) for place, thing in enumerate(new)
    ]
    for gone in range(len(old)):
        if gone not in kept:
            follows = next((n for n, (place, _) in enumerate(rows) if place == gone - 1), -1)
            rows.insert(follows + 1, (gone, None))
    return iter(rows)


def _out_of_order(places: Sequence[int]) -> frozenset[int]:
    """The fewest that must have been moved: all but a longest rising run."""
    runs: list[list[int]] = []
    for place in places:
        before = max((run for run in runs if run[-1] < place), key=len, default=[])
        runs.append([*before, place])
    return frozenset(places) - frozenset(max(runs, key=len, default=[]))


def _article_pair(
    old: Articles, new: Articles, before: int | None, after: int | None, *, is_moved: bool
) -> ArticlePair:
    was = old[before] if before is not None else None
    now = new[after] if after is not None else None
    captions = _sides(
        (number_of(before), was.caption, before) if was else None,
        (number_of(after), now.caption, after) if now else None,
    )
    lines = _line_pairs(was.paragraphs if was else (), now.paragraphs if now else (), 0)
    return ArticlePair((now or was).key, *captions, tuple(lines), is_moved)


def _line_pairs(old: Sequence[Line], new: Sequence[Line], level: int) -> Iterator[LinePair]:
    number = LEVELS[level] if level < len(LEVELS) else str
    twins = _twins(old, new, _text_of)
    for before, after in _aligned(old, new, twins | _alike(old, new, twins)):
        was = old[before] if before is not None else None
        now = new[after] if after is not None else None
        sides = _sides(
            (number(before), was.text, before) if was else None,
            (number(after), now.text, after) if now else None,
        )
        items = _line_pairs(was.items if was else (), now.items if now else (), level + 1)
        yield LinePair((now or was).key, level, *sides, tuple(items))


_Stand = tuple[str, str, int]  # number, text, index


def _sides(old: _Stand | None, new: _Stand | None) -> tuple[Side | None, Side | None]:
    if old and new:
        pieces = compared(old[1], new[1])
        renumbered = old[0] != new[0]
        return tuple(
            Side(stand[0], side, stand[2], renumbered)
            for stand, side in zip((old, new), pieces, strict=True)
        )
    return tuple(
        Side(stand[0], whole(stand[1], is_changed=True), stand[2], True) if stand else None
        for stand in (old, new)
    )
