"""引継ぎで確かめること: the city's items (handover.toml), and the matters that are still open."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from komae_sns import city

LEAVER, RECEIVER = "leaver", "receiver"
CREDENTIAL, HOLDERS = "credential", "holders"
HOLDERS_WANTED = 2


@dataclass(frozen=True)
class Item:
    """`who` sees to it; with a `ledger` nobody ticks it: the record itself shows it."""

    key: str
    text: str
    clause: str
    who: str
    ledger: str = ""
    hint: str = ""


def items() -> tuple[Item, ...]:
    return tuple(Item(**row) for row in city.data("handover.toml")["item"])


def ticked_by_hand(key: str) -> Item | None:
    return next((item for item in items() if item.key == key and not item.ledger), None)


# Apps above this one add what they follow: (account, today) -> sentences.
Source = Callable[[Any, date], Iterable[str]]
_sources: list[Source] = []


def register_matters(source: Source) -> None:
    if source not in _sources:
        _sources.append(source)


def matters_from_above(account: Any, today: date) -> list[str]:
    return [sentence for source in _sources for sentence in source(account, today)]
