"""The same thing said again and again (4(4)イ)."""

import re
from collections import Counter
from collections.abc import Iterator

from approvals.post_check.context import Context
from approvals.post_check.finding import Severity
from approvals.post_check.folded import Folded, fold
from approvals.post_check.hit import Hit
from komae_sns.documents import wareki

_SAME, _ALIKE = 0.9, 0.72
_LEAST = 20  # characters; shorter ones are alike by chance
_AGAIN = 3


def of_repeats(text: Folded, context: Context) -> Iterator[Hit]:
    own = _shape(text)
    if len(own) >= _LEAST:
        best = max(
            ((_likeness(own, _shape(fold(e.text))), e) for e in context.earlier if e.text),
            key=lambda pair: (pair[0], pair[1].day),
            default=None,
        )
        if best and best[0] >= _ALIKE:
            likeness, earlier = best
            is_same = likeness >= _SAME
            yield Hit(
                "repeat",
                Severity.CONFIRM if is_same else Severity.ADVICE,
                0,
                0,
                said="message" if is_same else "advice",
                facts={"day": wareki.long(earlier.day), "what": earlier.what},
            )
    yield from _within(text)


def _shape(text: Folded) -> str:
    """Without tags, marks and spaces. Figures stay: another day is another notice."""
    return re.sub(r"#\S+|[^\w]", "", text.bare).casefold()


def _likeness(one: str, other: str) -> float:
    """Of pairs and triples of characters, how many both have (0 to 1)."""
    if min(len(one), len(other)) * 2 < max(len(one), len(other)):
        return 0.0
    first, second = _triples(one), _triples(other)
    shared = sum((first & second).values())
    return 2 * shared / max(1, first.total() + second.total())


def _triples(text: str) -> Counter[str]:
    return Counter(text[n : n + 3] for n in range(len(text) - 2))


def _within(text: Folded) -> Iterator[Hit]:
    """A sentence that stands three times in the draft itself."""
    met: Counter[str] = Counter()
    for start, end in text.sentences:
        said = text.bare[start:end].strip()
        if len(said) < 8:
            continue
        met[said] += 1
        if met[said] == _AGAIN:
            facts = {"day": "この下書き", "what": "文"}
            yield Hit("repeat", Severity.ADVICE, start, end, said="advice", facts=facts)
