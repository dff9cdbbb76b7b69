"""Reading matrix.txt: every address, every post, what each is answered."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.trust.world import World

FILE = Path(__file__).with_name("matrix.txt")
_ADMIN_OF_A_ROW = re.compile(r"admin:([a-z]+)_([a-z]+)_(?:change|delete|history)")


@dataclass(frozen=True)
class Line:
    """`of` names the place (World.places) whose keys stand in the address."""

    url: str
    method: str
    of: str
    answers: dict[str, str]

    def __str__(self) -> str:
        return f"{self.url} {self.method} {self.of}"

    @property
    def insider(self) -> str | None:
        """Somebody who gets the page, or the work done."""
        done = {"200", "302"}
        inside = (p for p, word in self.answers.items() if p != "anon" and word in done)
        return next(inside, None)


def lines() -> list[Line]:
    rows = [row.split() for row in FILE.read_text().splitlines() if row and row[0] != "#"]
    people = rows[0][3:]
    return [
        Line(url, method, of, dict(zip(people, words, strict=True)))
        for url, method, of, *words in rows[1:]
    ]


def known_urls() -> dict[str, URLPattern]:
    """Every named address; the admin's own redirects have no name."""
    return {name: pattern for name, pattern in _walk(get_resolver(), "") if pattern.name}


def _walk(resolver: URLResolver, space: str) -> Iterator[tuple[str, URLPattern]]:
    for found in resolver.url_patterns:
        if isinstance(found, URLResolver):
            inner = f"{space}{found.namespace}:" if found.namespace else space
            yield from _walk(found, inner)
        else:
            yield f"{space}{found.name}", found


def urls_of(line: Line) -> list[str]:
    """`admin:*_*_change` speaks of every model the admin keeps; the first one is asked for."""
    return [name for name in known_urls() if fnmatchcase(name, line.url)]


def address(world: World, name: str, of: str) -> str:
    """The address with this place's keys; in the admin, with the first row of its model."""
    place = world.places[of]
    if name.startswith("admin:"):
        place = {"object_id": _first_row(name), "app_label": "staff", "content_type_id": 1}
    return reverse(name, kwargs={key: place[key] for key in _keys_of(name)})


def _keys_of(name: str) -> list[str]:
    *spaces, last = name.split(":")
    resolver = get_resolver()
    for space in spaces:
        resolver = resolver.namespace_dict[space][1]
    [(_, keys), *_] = resolver.reverse_dict.getlist(last)[0][0]
    return keys


def _first_row(name: str) -> str:
    of_a_model = _ADMIN_OF_A_ROW.fullmatch(name)
    return str(apps.get_model(*of_a_model.groups()).objects.first().pk) if of_a_model else "1"
