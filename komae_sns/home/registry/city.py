"""The city's words on its public pages: registry.toml of its folder, and what was chosen since."""

from collections.abc import Mapping
from typing import Any

from komae_sns import city
from komae_sns.home.registry.wording.models import PublicWords


def of_the_folder() -> Mapping[str, Any]:
    """What nobody changes on a page: names, licence, how much is shown at once."""
    return city.data("registry.toml")


def words() -> Mapping[str, Any]:
    """One query."""
    chosen = PublicWords.objects.newest_first().first()
    return {**of_the_folder(), **(chosen.chosen if chosen else {})}
