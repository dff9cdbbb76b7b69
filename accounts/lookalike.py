"""Handles that a hurried reader takes for an official one (DESIGN 12).

Similar, never more than that: one city really runs @oshu.gikai, @oshu_gikai and @oshushigikai.
Pure: nothing is looked up.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from accounts.address.characters import skeleton, without_invisible
from accounts.address.hosts import distance

LONGEST_HANDLE = 100  # characters that are looked at
SHORTEST_PART = 5  # of a handle that stands within another one
_SIGNS = re.compile(r"[\W_]+")
_TWINS = ("rn", "m"), ("vv", "w")
_DIGIT_TWINS = str.maketrans("01356|", "olesbl")
_STROKES_ALIKE = str.maketrans("i", "l")
_DOUBLED = re.compile(r"(.)\1+")


class Reason(IntEnum):
    """Nearest first."""

    SAME = 1
    SIGNS = 2
    SHAPES = 3
    DOUBLED = 4
    ONE_STROKE = 5
    TWO_STROKES = 6
    ADDED = 7
    PART = 8

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Reason.SAME: "同じ名前です",
    Reason.SIGNS: "ちがいは「_」「.」「-」などの記号だけです",
    Reason.SHAPES: "見分けにくい文字（l と 1、0 と o、rn と m など）がちがいます",
    Reason.DOUBLED: "同じ文字の重なり方がちがいます",
    Reason.ONE_STROKE: "1文字ちがいです",
    Reason.TWO_STROKES: "2文字ちがいです",
    Reason.ADDED: "公式の名前の前か後ろに、文字が足されています",
    Reason.PART: "公式の名前の一部です",
}


@dataclass(frozen=True)
class Shape:
    """A handle as it is taken in: without signs; with one letter for its twins; undoubled."""

    bare: str
    plain: str
    single: str
    written: str

    @classmethod
    def of(cls, handle: str) -> "Shape":
        typed = without_invisible(handle[:LONGEST_HANDLE])
        written = unicodedata.normalize("NFKC", typed).casefold().strip().removeprefix("@")
        bare = _SIGNS.sub("", skeleton(written))
        plain = bare.translate(_DIGIT_TWINS)
        for two, one in _TWINS:
            plain = plain.replace(two, one)
        plain = plain.translate(_STROKES_ALIKE)
        return cls(bare, plain, _DOUBLED.sub(r"\1", plain), written)


def reason(typed: Shape, official: Shape) -> Reason | None:
    """Why the one may be taken for the other; None where it may not."""
    if not (typed.bare and official.bare):
        return None
    for same, why in (
        (typed.written == official.written, Reason.SAME),
        (_without_signs(typed) == _without_signs(official), Reason.SIGNS),
        (typed.plain == official.plain, Reason.SHAPES),
        (typed.single == official.single, Reason.DOUBLED),
    ):
        if same:
            return why
    strokes = distance(typed.single, official.single)
    if strokes <= _strokes_allowed(len(official.single)):
        return Reason.ONE_STROKE if strokes == 1 else Reason.TWO_STROKES
    if _stands_in(official.bare, typed.bare):
        return Reason.ADDED
    return Reason.PART if _begins_or_ends(typed.bare, official.bare) else None


def _without_signs(shape: Shape) -> str:
    return _SIGNS.sub("", shape.written)


def _strokes_allowed(length: int) -> int:
    """Short names are close to many."""
    return 0 if length < 4 else 1 if length < 8 else 2


def _stands_in(part: str, whole: str) -> bool:
    return SHORTEST_PART <= len(part) < len(whole) and part in whole


def _begins_or_ends(part: str, whole: str) -> bool:
    is_most_of_it = SHORTEST_PART <= len(part) < len(whole) and 2 * len(whole) <= 3 * len(part)
    return is_most_of_it and (whole.startswith(part) or whole.endswith(part))


@dataclass(frozen=True)
class Alike:
    id: int
    handle: str
    reason: Reason


class Lookalikes:
    """Official handles by what they may be taken for: a question looks at a few of them only."""

    def __init__(self, handles: Iterable[tuple[int, str]]) -> None:
        self._handles = {id_: handle for id_, handle in handles if handle}
        self._by_piece: defaultdict[int, list[int]] = defaultdict(list)
        self._by_bare: defaultdict[str, list[int]] = defaultdict(list)
        for id_, handle in self._handles.items():
            shape = Shape.of(handle)
            self._by_bare[shape.bare].append(id_)
            for key in {hash(shape.plain), *map(hash, _pieces(shape.single))}:
                self._by_piece[key].append(id_)
        self._forwards = sorted(self._by_bare)
        self._backwards = sorted(bare[::-1] for bare in self._by_bare)

    def similar(self, typed: str, most: int = 10) -> list[Alike]:
        """The nearest first; equal ones in the order of their ids."""
        shape = Shape.of(typed)
        found = (
            Alike(id_, self._handles[id_], why)
            for id_ in self._candidates(shape)
            if (why := reason(shape, _shape_of(self._handles[id_])))
        )
        return sorted(found, key=lambda alike: (alike.reason, alike.id))[:most]

    def _candidates(self, shape: Shape) -> set[int]:
        found: set[int] = set()
        for key in {hash(shape.plain), *map(hash, _shifted_pieces(shape.single))}:
            ids = self._by_piece.get(key, ())
            found.update(ids if len(ids) <= MOST_OF_A_PIECE else ())
        for bare in {*_parts(shape.bare), *self._neighbours(shape.bare)}:
            found.update(self._by_bare.get(bare, ()))
        return found

    def _neighbours(self, bare: str) -> Iterator[str]:
        """Official names that begin or end with it."""
        if len(bare) >= SHORTEST_PART:
            yield from _beginning_with(self._forwards, bare)
            yield from (name[::-1] for name in _beginning_with(self._backwards, bare[::-1]))


@lru_cache(maxsize=4096)
def _shape_of(official: str) -> Shape:
    return Shape.of(official)


MOST_NEIGHBOURS = 50
MOST_OF_A_PIECE = 400  # names; a piece that more of them share tells nothing
Piece = tuple[int, int, str]


def _beginning_with(names: list[str], start: str) -> list[str]:
    place = bisect_left(names, start)
    found = names[place : place + MOST_NEIGHBOURS]
    return [name for name in found if name.startswith(start)]


def _cuts(length: int) -> list[tuple[int, int, int]]:
    """Of a name of that length: so many pieces that the allowed strokes leave one untouched.

    A stroke that swaps neighbours touches two.
    """
    many = 2 * _strokes_allowed(length) + 1
    edges = [length * n // many for n in range(many + 1)]
    return [(n, edges[n], edges[n + 1]) for n in range(many)]


def _pieces(name: str) -> Iterator[Piece]:
    for n, start, end in _cuts(len(name)):
        yield len(name), n, name[start:end]


def _shifted_pieces(name: str) -> Iterator[Piece]:
    """As the pieces of any name within reach would stand in this one."""
    for length in range(max(len(name) - 2, 1), len(name) + 3):
        for n, start, end in _cuts(length):
            for shift in range(-2, 3):
                if start + shift >= 0 and end + shift <= len(name):
                    yield length, n, name[start + shift : end + shift]


def _parts(bare: str) -> Iterator[str]:
    for start in range(len(bare)):
        for end in range(start + SHORTEST_PART, len(bare) + 1):
            yield bare[start:end]
