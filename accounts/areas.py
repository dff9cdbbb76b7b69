"""分野: what an account is about, for citizens who look for one (見本第7条): areas.toml."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from komae_sns import city
from komae_sns.searching import search_key


@dataclass(frozen=True)
class Area:
    key: str
    name: str
    words: tuple[str, ...]


def areas() -> tuple[Area, ...]:
    """As the city lists them."""
    return _areas(city.folder())


def choices() -> list[tuple[str, str]]:
    return [("", other()), *((area.key, area.name) for area in areas())]


def other() -> str:
    """Of what is about no area more than about another."""
    return city.data("areas.toml")["other"]


def name_of(key: str) -> str:
    """An area that the city no longer lists is none."""
    return next((area.name for area in areas() if area.key == key), other())


def suggested(*texts: str) -> str:
    """The area whose words stand there most often; blank for none. A person may choose another."""
    read = "\n".join(map(search_key, texts))
    found = {area.key: sum(map(read.count, area.words)) for area in areas()}
    best = max(found, key=lambda key: found[key], default="")
    return best if best and found[best] else ""


@cache
def _areas(_folder: Path) -> tuple[Area, ...]:
    rows = city.data("areas.toml")["area"]
    return tuple(
        Area(row["key"], row["name"], tuple(map(search_key, row["words"]))) for row in rows
    )
