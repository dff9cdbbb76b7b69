"""The city's words on its public pages: registry.toml of its folder."""

from collections.abc import Mapping
from typing import Any

from komae_sns import city


def words() -> Mapping[str, Any]:
    return city.data("registry.toml")
