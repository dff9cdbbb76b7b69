"""Parts of the account page that belong to apps above this one; each registers its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import OfficialAccount
from komae_sns.staff.actors import Actor

# None: not shown for this account or this reader.
Reader = Callable[[OfficialAccount, Actor], Mapping[str, Any] | None]


@dataclass(frozen=True)
class Section:
    """`template` sees what `read` gave as `section`."""

    template: str
    read: Reader
    order: int


_sections: list[Section] = []


def register(template: str, read: Reader, *, order: int = 100) -> None:
    """Call in AppConfig.ready; `read` takes one or two queries, however long the life."""
    if all(section.template != template for section in _sections):
        _sections.append(Section(template, read, order))
        _sections.sort(key=lambda section: section.order)


def of(account: OfficialAccount, actor: Actor) -> list[tuple[str, Mapping[str, Any]]]:
    read = [(section.template, section.read(account, actor)) for section in _sections]
    return [(template, facts) for template, facts in read if facts is not None]
