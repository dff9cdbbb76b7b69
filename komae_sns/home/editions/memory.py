"""The versions as a process remembers them: looked at again after a minute, not on every page."""

from datetime import date
from threading import Lock
from time import monotonic

from komae_sns.city.guideline import Edition, of_the_folder
from komae_sns.home.editions.models import GuidelineVersion

SECONDS = 60


class _Memory:
    def __init__(self) -> None:
        self.looked_at = -float(SECONDS)
        self.editions: dict[tuple, Edition] = {}
        self.lock = Lock()

    def all(self) -> list[Edition]:
        with self.lock:
            if monotonic() - self.looked_at >= SECONDS:
                self.editions = self._read()
                self.looked_at = monotonic()
            return list(self.editions.values())

    def _read(self) -> dict[tuple, Edition]:
        """A version never changes: only those not yet known are read whole."""
        versions = GuidelineVersion.objects.newest_first()
        keys = list(versions.values_list("pk", "loaded_at"))
        new = versions.in_bulk([pk for pk, at in keys if (pk, at) not in self.editions])
        return {
            (pk, at): self.editions.get((pk, at)) or edition_of(new[pk])
            for pk, at in keys
            if (pk, at) in self.editions or pk in new
        }


_memory = _Memory()


def forget() -> None:
    """Somebody loaded a version: this process reads it with the next page."""
    global _memory  # noqa: PLW0603 - one memory for the process, and its only way to begin anew
    _memory = _Memory()


def edition_of(version: GuidelineVersion) -> Edition:
    return Edition(
        key=(version.pk, version.loaded_at),
        title=version.title,
        adopted_on=version.adopted_on,
        in_force_on=version.in_force_on,
        rows=tuple(version.rows),
    )


def in_force_on(day: date) -> tuple[Edition, ...]:
    """The version in force first, then the earlier ones, the city's folder last."""
    loaded = (edition for edition in _memory.all() if edition.in_force_on <= day)
    return (*loaded, of_the_folder())
