"""What is asked for, by whom, and what is shown of what was found."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from typing import Any

from django.db import connection
from django.db.models import Model, Q, QuerySet

from accounts.models import AnnualReview, OfficialAccount, ReviewRound, ReviewYear, Service
from approvals.models import (
    AgendaItem,
    Application,
    ApplicationRound,
    Meeting,
    Minutes,
    Waiver,
)
from incidents.models import Impostor, Incident, PublicWarning
from komae_sns import city
from komae_sns.searching import Piece, excerpt, holding, marked, search_key
from komae_sns.staff.actors import Actor
from komae_sns.staff.department_tree import department_tree
from komae_sns.staff.models import Department
from policies.models import PolicyVersion

FEW = 500  # rows of a table: less work to read than to find by an index
SEARCHED: tuple[type[Model], ...] = (
    *(OfficialAccount, AnnualReview, ReviewRound, PolicyVersion, Application, ApplicationRound),
    *(AgendaItem, Meeting, Minutes, Waiver, Incident, Impostor, PublicWarning),
)


@dataclass(frozen=True)
class Found:
    """`texts`: what may be quoted, by its name on the page."""

    title: str
    url: str
    place: str
    texts: tuple[tuple[str, str], ...]
    words: tuple[str, ...]

    @property
    def marked_title(self) -> tuple[Piece, ...]:
        return marked(self.title, self.words)

    @cached_property
    def quotes(self) -> tuple[tuple[str, tuple[Piece, ...]], ...]:
        """One for each word that the title does not hold, from the first text that does."""
        title = search_key(self.title)
        wanted = [w for w in self.words if w not in title] or self.words[:1]
        found = dict.fromkeys(filter(None, (self._quote(word) for word in wanted)))
        return tuple(found)[:2]

    def _quote(self, word: str) -> tuple[str, tuple[Piece, ...]] | None:
        for name, text in self.texts:
            if pieces := excerpt(text, (word,)):
                return name, pieces
        return None


class Known:
    """What is read once for one search, whichever kinds ask for it."""

    def __init__(self) -> None:
        self._named: dict[str, tuple[list[int], list[int]]] = {}

    @cached_property
    def departments(self) -> Mapping[int, Department]:
        return department_tree()

    @cached_property
    def services(self) -> Mapping[int, Service]:
        return Service.objects.in_bulk()

    @cached_property
    def years(self) -> Sequence[ReviewYear]:
        return tuple(ReviewYear.objects.all())

    @cached_property
    def last(self) -> Mapping[type[Model], int]:
        """The highest key of each table that is searched."""
        return _last_keys(SEARCHED)

    def named(self, word: str) -> tuple[list[int], list[int]]:
        """Keys of the 部課 and of the 媒体 with the word in their names."""
        if word not in self._named:
            departments = _with_name(self.departments.values(), word)
            self._named[word] = departments, _with_name(self.services.values(), word)
        return self._named[word]


@dataclass(frozen=True)
class Search:
    """Who looks for which words."""

    words: tuple[str, ...]
    actor: Actor
    asked: tuple[str, ...] = ()  # with those that name a kind
    known: Known = field(default_factory=Known, compare=False, repr=False)

    @property
    def departments(self) -> Mapping[int, Department]:
        return self.known.departments

    @property
    def services(self) -> Mapping[int, Service]:
        return self.known.services

    def is_long(self, model: type[Model]) -> bool:
        return self.known.last[model] > FEW

    def holding(self, rows: QuerySet) -> QuerySet:
        """All of them where no word is left but what names the kind."""
        return holding(rows, self.words, by_pairs=self.is_long(rows.model)) if self.words else rows

    def lookup(self, model: type[Model]) -> str:
        return "search_key__has" if self.is_long(model) else "search_key__reads"

    def named(self, word: str) -> Q:
        """By the names of its 部課 and 媒体, which are not in an account's own words."""
        departments, services = self.known.named(word)
        found = Q()
        if departments:
            found |= Q(department__in=departments)
        if services:
            found |= Q(service__in=services)
        return found

    def found(self, thing: Any, title: str, place: str, *texts: tuple[str, str]) -> Found:
        return Found(title, thing.get_absolute_url(), place, texts, self.asked or self.words)

    def of_only(self, kind: "Kind") -> "Search":
        """「図書 議事録」 asks of 議事録 for 図書 alone."""
        names = kind.all_names()
        words = tuple(word for word in self.words if word not in names)
        return replace(self, words=words, asked=self.words)

    def of(self, kind: "Kind") -> "Search | None":
        """None where nobody asked for the kind."""
        search = self.of_only(kind)
        is_named = len(search.words) < len(self.words)
        return search if is_named or not kind.only_by_name else None


@dataclass(frozen=True)
class Kind:
    """A kind of thing that is searched.

    `rows`: those that hold the words; `dressed`: with all that `show` reads of them;
    `names`: what people call it; `only_by_name`: nobody looks for it without calling it so.
    """

    code: str
    label: str
    model: type[Model]
    rows: Callable[[Search], QuerySet]
    dressed: Callable[[QuerySet], QuerySet]
    show: Callable[[Search, Any], Found]
    names: tuple[str, ...] = ()
    more_names: Callable[[], Iterable[str]] = tuple
    only_by_name: bool = False

    def all_names(self) -> frozenset[str]:
        return _folded((self.label, *self.names, *self.more_names()), city.folder())


def _with_name(things: Iterable[Department | Service], word: str) -> list[int]:
    folder = city.folder()
    return [thing.pk for thing in things if word in _name_key(thing.name, folder)]


@cache
def _folded(names: tuple[str, ...], _folder: object) -> frozenset[str]:
    return frozenset(map(search_key, names))


@lru_cache(maxsize=5000)
def _name_key(name: str, _folder: object) -> str:
    """Every search asks the names of all 部課."""
    return search_key(name)


def _last_keys(models: Sequence[type[Model]]) -> Mapping[type[Model], int]:
    asked = ", ".join(f'(SELECT max("id") FROM "{model._meta.db_table}")' for model in models)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {asked}")
        keys = cursor.fetchone()
    return {model: key or 0 for model, key in zip(models, keys, strict=True)}
