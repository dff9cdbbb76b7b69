"""開設前の確認: the city's checklist (opening.toml), and what keeps an account closed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from komae_sns import city


@dataclass(frozen=True)
class Item:
    key: str
    text: str
    clause: str
    hint: str = ""


@dataclass(frozen=True)
class Gap:
    """`place` names the page or part where it is mended."""

    sentence: str
    clause: str
    place: str = ""


# Apps above this one say what they miss: (account, today) -> gaps.
Source = Callable[[Any, date], Iterable[Gap]]
_sources: list[Source] = []


def items() -> tuple[Item, ...]:
    return tuple(Item(**row) for row in city.data("opening.toml")["item"])


def item(key: str) -> Item | None:
    return next((item for item in items() if item.key == key), None)


def register_gaps(source: Source) -> None:
    if source not in _sources:
        _sources.append(source)


def gaps_from_above(account: Any, today: date) -> list[Gap]:
    return [gap for source in _sources for gap in source(account, today)]
