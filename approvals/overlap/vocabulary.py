"""Which words count: the city's stop words and its rows of words that mean nearly the same."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from types import MappingProxyType
from typing import Any, Self

from komae_sns import city
from komae_sns.words import Word, content_words, read

# Against 1.0 for the word itself.
STEM_WEIGHT = 0.6
SYNONYM_WEIGHT = 0.5
RELATED_WEIGHT = 0.4
TOPIC_MARK = "~"


@dataclass(frozen=True)
class Vocabulary:
    stop: frozenset[str] = frozenset()
    related: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> Self:
        """From the section `overlap` of words.toml."""
        related: dict[str, set[str]] = {}
        for topic, words in table.get("related", {}).items():
            for form in _forms(words.split()):
                related.setdefault(form, set()).add(topic)
        rows = {form: frozenset(topics) for form, topics in related.items()}
        return cls(frozenset(_forms(table.get("stop", "").split())), MappingProxyType(rows))

    def words(self, text: str) -> tuple[Word, ...]:
        return tuple(w for w in content_words(text) if self.stop.isdisjoint((w.form, w.compound)))

    def runs(self, text: str) -> Iterator[str]:
        """Neighbouring meaningful characters, cut at stop words."""
        for run in read(text).runs:
            for stopped, tokens in groupby(run, key=lambda token: token.form in self.stop):
                if not stopped:
                    yield "".join(token.text for token in tokens)

    def terms(self, word: Word) -> dict[str, float]:
        """The word and what it can be found by besides, each with its weight."""
        near = {f"={group}": SYNONYM_WEIGHT for group in word.synonyms}
        near |= {TOPIC_MARK + topic: RELATED_WEIGHT for topic in self.topics(word)}
        return near | {word.form: STEM_WEIGHT if word.suffix else 1.0} | {word.compound: 1.0}

    def topics(self, word: Word) -> frozenset[str]:
        of_stem = self.related.get(word.form, frozenset())
        return self.related.get(word.compound, of_stem)


def _forms(entries: Iterable[str]) -> set[str]:
    """An entry that is several words stands for each of them."""
    return {word.compound for entry in entries for word in content_words(entry)}


@lru_cache(maxsize=1)
def city_vocabulary() -> Vocabulary:
    return Vocabulary.from_table(city.data("words.toml")["overlap"])
