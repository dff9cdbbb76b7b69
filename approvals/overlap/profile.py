"""What is compared, and what a comparison says."""

from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache

from komae_sns.text import comparison_key


@dataclass(frozen=True, slots=True)
class Profile:
    """An official account as the overlap list sees it, or (without id) what is being typed.

    An account asked about by its own id never finds itself (the year-end review, 4(5)ア).
    """

    id: Hashable = None
    name: str = ""
    service: str = ""
    department: str = ""
    audience: str = ""
    purpose: str = ""
    topics: str = ""
    frequency: str = ""

    @property
    def weighted_texts(self) -> tuple[tuple[str, float], ...]:
        return (
            (self.purpose, 1.0),
            (self.topics, 1.0),
            (self.name, 0.6),
            (self.audience, 0.5),
        )

    @property
    def text(self) -> str:
        return "\n".join(text for text, _ in self.weighted_texts if text)


@dataclass(frozen=True, slots=True)
class Similar:
    """`score` ranks within one list and means nothing by itself."""

    id: Hashable
    score: float
    shared_words: tuple[str, ...]
    near_words: tuple[tuple[str, str], ...]  # (asked, found): 育児 and 子育て
    reasons: tuple[str, ...]


def same(one: str, other: str) -> bool:
    key = _key(one)
    return bool(key) and key == _key(other)


@lru_cache(maxsize=4096)
def _key(text: str) -> str:
    return comparison_key(text)
