"""How long a post is, counted as its service counts, and how a longer text is cut into posts."""

import re
from dataclasses import dataclass

from accounts.address import ServiceRule

_ADDRESS = re.compile(r"https?://[\x21-\x7e]+")
_ADDRESS_COUNTS = 23
_SENTENCE = re.compile(r"[^。！？\n]*[。！？]?\n?")
# Of a weighted count: what counts twice.
_HEAVY = re.compile("[^\\u0000-\\u10ff\\u2000-\\u200d\\u2010-\\u201f\\u2032-\\u2037]")
WEIGHTED = "weighted"


@dataclass(frozen=True)
class Posts:
    """A text as it would go out: `limit` 0 where the service has none that is known."""

    parts: tuple[str, ...]
    length: int
    limit: int

    @property
    def is_cut(self) -> bool:
        return len(self.parts) > 1

    @property
    def over(self) -> int:
        return max(0, self.length - self.limit) if self.limit else 0


def length(text: str, counting: str = "") -> int:
    if counting != WEIGHTED:
        return len(text)
    rest, addresses = _ADDRESS.subn("", text)
    return len(rest) + len(_HEAVY.findall(rest)) + addresses * _ADDRESS_COUNTS


def posts(text: str, rule: ServiceRule) -> Posts:
    """Cut at the ends of sentences where one post does not hold it; each part says which it is."""
    text, limit, counting = text.strip(), rule.post_limit, rule.post_counting
    whole = length(text, counting)
    if not limit or whole <= limit:
        return Posts((text,) if text else (), whole, limit)
    room = limit - length("\n（99／99）", counting)
    pieces = _pieces(text, room, counting)
    numbered = (f"{piece}\n（{n}／{len(pieces)}）" for n, piece in enumerate(pieces, start=1))
    return Posts(tuple(numbered), whole, limit)


def _pieces(text: str, room: int, counting: str) -> list[str]:
    pieces, current = [], ""
    for sentence in _SENTENCE.findall(text):
        for bit in _short_enough(sentence, room, counting):
            if current and length((current + bit).strip(), counting) > room:
                pieces.append(current.strip())
                current = ""
            current += bit
    return [piece for piece in (*pieces, current.strip()) if piece]


def _short_enough(sentence: str, room: int, counting: str) -> list[str]:
    """A sentence that no post holds is cut where it must be, but not inside an address."""
    if length(sentence, counting) <= room:
        return [sentence] if sentence else []
    bits, current = [], ""
    for piece in re.findall(r"https?://[\x21-\x7e]+|.|\n", sentence):
        if current and length(current + piece, counting) > room:
            bits.append(current)
            current = ""
        current += piece
    return [*bits, current] if current else bits
