"""Accounts that the city knows to pretend to be its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import Service


@dataclass(frozen=True)
class Fake:
    service: str
    handle: str
    url: str
    found_on: date


def known_fakes(keys: Sequence[tuple[Service, str]], urls: Sequence[str]) -> list[Fake]:
    """Those under one of these handles, or at one of these addresses."""
    return []
