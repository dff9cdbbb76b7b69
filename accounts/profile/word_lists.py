"""The city's lists behind the profile check: section `profile` of words.toml."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

from komae_sns import city
from komae_sns.words import content_words


@dataclass(frozen=True, slots=True)
class Promise:
    pattern: re.Pattern[str]
    level: str
    message: str
    clause: str


@dataclass(frozen=True)
class ProfileWords:
    aliases: tuple[str, ...]
    organs: tuple[str, ...]
    places: tuple[str, ...]
    other_bodies: tuple[str, ...]
    intent: frozenset[str]
    promises: tuple[Promise, ...]
    stop: frozenset[str]  # of the overlap list: they tell no purpose from another

    @classmethod
    def from_tables(cls, words: Mapping[str, Any]) -> Self:
        table = words["profile"]
        return cls(
            aliases=tuple(table["aliases"]),
            organs=tuple(table["organs"].split()),
            places=tuple(table["places"].split()),
            other_bodies=tuple(table["other_bodies"].split()),
            intent=_forms(table["intent"]),
            promises=tuple(map(_promise, table["promises"])),
            stop=_forms(words["overlap"]["stop"]),
        )


@lru_cache(maxsize=1)
def city_words() -> ProfileWords:
    return ProfileWords.from_tables(city.data("words.toml"))


def _forms(words: str) -> frozenset[str]:
    return frozenset(word.form for entry in words.split() for word in content_words(entry))


def _promise(row: Mapping[str, str]) -> Promise:
    return Promise(re.compile(row["pattern"]), row["level"], row["message"], row["clause"])
