"""How long an impostor is watched, and how soon a warning is looked at again (city data)."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from komae_sns import city


@dataclass(frozen=True)
class WatchRule:
    """Every `days` while it stands; then `rounds_gone` more rounds, `days_gone` apart."""

    days: int
    rounds_gone: int
    days_gone: int

    def next_day(self, day: date, *, is_gone: bool, rounds_gone: int) -> date | None:
        """`rounds_gone`: in how many rounds it has been found gone, this one included."""
        if not is_gone:
            return day + timedelta(days=self.days)
        return day + timedelta(days=self.days_gone) if rounds_gone <= self.rounds_gone else None


def watch_rule() -> WatchRule:
    return _watch_rule(city.folder())


@cache
def _watch_rule(_folder: Path) -> WatchRule:
    return WatchRule(**city.data("incidents.toml")["impostor_watch"])


def days_a_warning_stands() -> int:
    """Until somebody says whether it still holds."""
    return city.data("incidents.toml")["public_warning"]["look_again_days"]
