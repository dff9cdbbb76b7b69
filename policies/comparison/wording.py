"""Which words of a sentence were changed: whole phrases, as a clerk underlines them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from diff_match_patch import diff_match_patch

from komae_sns import words

MOST_WORDS = 700  # beyond that a line is compared clause by clause
_CLAUSES = re.compile("[^、。]*[、。]|[^、。]+")
_PARTICLE = re.compile("[ぁ-んー]{1,2}")
_WITHIN_A_NAME = re.compile("[一-鿿々]{1,4}")
_MARKS = frozenset("、。（）「」『』　・")
_LONGEST_BRIDGE = 4  # characters
_LEAST_KEPT = 0.25  # of the longer text


@dataclass(frozen=True)
class Piece:
    """A stretch of one side; `is_changed` is underlined."""

    text: str
    is_changed: bool = False


@dataclass(frozen=True)
class _Block:
    """What stands on both sides (`same`), or what stood and what stands in its place."""

    old: str
    new: str

    @property
    def same(self) -> bool:
        return self.old == self.new

    @property
    def length(self) -> int:
        return max(len(self.old), len(self.new))


Sides = tuple[tuple[Piece, ...], tuple[Piece, ...]]


def compared(old: str, new: str) -> Sides:
    """(old, new), each side's pieces joined being exactly that side's text."""
    if old == new:
        return _side([old], [False]), _side([new], [False])
    blocks = _bridged(_blocks(old, new))
    if _kept(blocks) < _LEAST_KEPT * max(len(old), len(new)):
        blocks = [_Block(old, new)]
    changed = [not block.same for block in blocks]
    return _side([b.old for b in blocks], changed), _side([b.new for b in blocks], changed)


def whole(text: str, *, is_changed: bool) -> tuple[Piece, ...]:
    return _side([text], [is_changed])


def _side(texts: Sequence[str], changed: Sequence[bool]) -> tuple[Piece, ...]:
    return tuple(Piece(t, c) for t, c in zip(texts, changed, strict=True) if t)


def _blocks(old: str, new: str) -> list[_Block]:
    """By words; of a long text by clauses, since the search is quadratic."""
    parts = words.phrases(old), words.phrases(new)
    if max(map(len, parts)) > MOST_WORDS:
        parts = tuple(_CLAUSES.findall(old)), tuple(_CLAUSES.findall(new))
    return list(_gathered(_differences(*parts)))


def _differences(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Every word stands for one character of the search, so that no word is cut."""
    letters: dict[str, str] = {}

    def written(parts: Sequence[str]) -> str:
        # From U+10000: surrogates are no characters.
        return "".join(letters.setdefault(p, chr(0x10000 + len(letters))) for p in parts)

    search = diff_match_patch()
    search.Diff_Timeout = 0  # the same answer every time
    found = search.diff_main(written(old), written(new), checklines=False)
    parts = {letter: part for part, letter in letters.items()}
    return ((kind, "".join(parts[c] for c in text)) for kind, text in found)


def _gathered(found: Iterator[tuple[int, str]]) -> Iterator[_Block]:
    old = new = ""
    for kind, text in found:
        if kind == diff_match_patch.DIFF_EQUAL:
            if old or new:
                yield _Block(old, new)
            yield _Block(text, text)
            old = new = ""
        elif kind == diff_match_patch.DIFF_DELETE:
            old += text
        else:
            new += text
    if old or new:
        yield _Block(old, new)


def _bridged(blocks: list[_Block]) -> list[_Block]:
    """A particle or a short word between two changes belongs to the changed phrase."""
    place = 1
    while place < len(blocks) - 1:
        before, between, after = blocks[place - 1 : place + 2]
        if between.same and _is_bridge(between.new, before, after):
            parts = (before, between, after)
            blocks[place - 1 : place + 2] = [
                _Block("".join(b.old for b in parts), "".join(b.new for b in parts))
            ]
            place = max(place - 1, 1)
        else:
            place += 1
    return blocks


def _is_bridge(text: str, before: _Block, after: _Block) -> bool:
    if _MARKS & set(text):
        return False
    is_short = len(text) <= min(_LONGEST_BRIDGE, before.length, after.length)
    return is_short or bool(_PARTICLE.fullmatch(text) or _WITHIN_A_NAME.fullmatch(text))


def _kept(blocks: Sequence[_Block]) -> int:
    return sum(len(block.new) for block in blocks if block.same)
