"""City facts as data: `settings.CITY_FOLDER` holds them, so that a second city touches no code."""

import tomllib
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.conf import settings


def folder() -> Path:
    return settings.CITY_FOLDER


def facts() -> MappingProxyType[str, Any]:
    """city.toml: names, domains, committee, document numbers, periods."""
    return data("city.toml")


def data(name: str) -> MappingProxyType[str, Any]:
    """One TOML file of the city's folder, read once per process."""
    return _read(folder() / name)


@cache
def _read(path: Path) -> MappingProxyType[str, Any]:
    with path.open("rb") as file:
        return MappingProxyType(tomllib.load(file))
