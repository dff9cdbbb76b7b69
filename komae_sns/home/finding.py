"""/search/: every kind of thing that holds words, asked for through what the reader may see."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any
from urllib.parse import quote

from django.db import connection
from django.db.models import F, Model, Prefetch, Q, QuerySet
from django.urls import reverse

from accounts.models import OfficialAccount, Service
from approvals.models import (
    AgendaItem,
    Application,
    ApplicationRound,
    Meeting,
    Minutes,
    Waiver,
)
from approvals.permissions.filing import can_read_draft
from incidents.models import Incident
from komae_sns import city
from komae_sns.city import guideline
from komae_sns.documents import wareki
from komae_sns.searching import Piece, excerpt, holding, marked, search_key
from komae_sns.staff.actors import Actor
from komae_sns.staff.department_tree import department_tree
from komae_sns.staff.models import Department
from policies.models import PolicyVersion

SHOWN = 5
FEW = 500  # rows of a table: less work to read than to find by an index
LOOKED_AT_FIRST = 2000  # rows


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


@dataclass(frozen=True)
class Search:
    """Who looks for which words; names that several kinds show are read once."""

    words: tuple[str, ...]
    actor: Actor

    @cached_property
    def departments(self) -> Mapping[int, Department]:
        return department_tree()

    @cached_property
    def services(self) -> Mapping[int, Service]:
        return Service.objects.in_bulk()

    @cached_property
    def last(self) -> Mapping[type[Model], int]:
        """The highest key of each table that is searched."""
        return _last_keys([ApplicationRound, *(kind.model for kind in KINDS)])

    def is_long(self, model: type[Model]) -> bool:
        return self.last[model] > FEW

    def holding(self, rows: QuerySet) -> QuerySet:
        return holding(rows, self.words, by_pairs=self.is_long(rows.model))

    def found(self, thing: Any, title: str, place: str, *texts: tuple[str, str]) -> Found:
        return Found(title, thing.get_absolute_url(), place, texts, self.words)


@dataclass(frozen=True)
class Kind:
    code: str
    label: str
    model: type[Model]
    rows: Callable[[Search], QuerySet]
    show: Callable[[Search, Any], Found]


def _accounts(search: Search) -> QuerySet:
    """Also by the names of its 部課 and 媒体, which are not in the account's own words."""
    rows = OfficialAccount.objects.visible_to(search.actor)
    for word in search.words:
        named = Q(search_key__has=word)
        if ids := _named(search.departments.values(), word):
            named |= Q(department__in=ids)
        if ids := _named(search.services.values(), word):
            named |= Q(service__in=ids)
        rows = rows.filter(named)
    return rows.defer("devices", "linked_apps", "search_key")


def _named(things: Iterable[Department | Service], word: str) -> list[int]:
    return [thing.pk for thing in things if word in _name_key(thing.name, city.folder())]


@lru_cache(maxsize=5000)
def _name_key(name: str, _folder: object) -> str:
    """Every search asks the names of all 部課."""
    return search_key(name)


def _account(search: Search, account: OfficialAccount) -> Found:
    account.service = search.services[account.service_id]
    department = search.departments[account.department_id].full_name
    return search.found(
        account,
        f"{account.name} {account.shown_handle}".strip(),
        f"{account.service.name}・{department}・{account.get_status_display()}",
        ("目的", account.purpose),
        ("投稿内容", account.topics),
        ("プロフィール文", account.profile_text),
        ("対象者", account.audience),
        ("発信の回数", account.frequency),
        ("アドレス", account.url),
        ("登録メールアドレス", account.registered_email),
        ("委託先", account.contractor),
        ("運用主体", department),
        ("媒体", account.service.name),
    )


def _applications(search: Search) -> QuerySet:
    seen = Application.objects.visible_to(search.actor)
    rounds = ApplicationRound.objects.order_by("-number")
    return (
        seen.holding(search.words, actor=search.actor, by_pairs=search.is_long(Application))
        .prefetch_related(Prefetch("rounds", rounds.only("application_id", "number", "snapshot")))
        .defer("field_edits", "search_key")
    )


def _application(search: Search, application: Application) -> Found:
    """Quotes what the person may read: a draft's answers, else what was filed."""
    application.department = search.departments[application.department_id]
    rounds = application.rounds.all()
    texts = [(f"第{r.number}回の提出", r.text) for r in rounds]
    if not rounds or can_read_draft(search.actor, application):
        texts.insert(0, ("記入内容", application.text))
    place = f"{application.department.full_name}・{application.get_status_display()}"
    return search.found(application, str(application), place, *texts)


def _policies(search: Search) -> QuerySet:
    rows = search.holding(PolicyVersion.objects.visible_to(search.actor))
    return rows.select_related("policy").defer("record", "search_key")


def _policy(search: Search, version: PolicyVersion) -> Found:
    department = search.departments[version.policy.department_id].full_name
    place = f"{department}・{version.get_status_display()}"
    return search.found(version, str(version), place, ("条文", version.text))


def _items(search: Search) -> QuerySet:
    """Deliberated in a meeting: found by what was filed for it, or by why it ended."""
    seen = Meeting.objects.visible_to(search.actor)
    rounds = search.holding(ApplicationRound.objects.all()).order_by()
    items = AgendaItem.objects.on_paper().filter(meeting__in=seen, round__in=rounds)
    return items.select_related("meeting", "application", "round").only(
        *("status", "position", "meeting__kind", "meeting__fiscal_year", "meeting__number"),
        *("meeting__held_on", "application__title", "round__snapshot"),
    )


def _item(search: Search, item: AgendaItem) -> Found:
    place = f"{item.meeting}・{wareki.long(item.meeting.held_on)}・{item.get_status_display()}"
    return search.found(item, str(item), place, ("提出した内容", item.round.text))


def _meetings(search: Search) -> QuerySet:
    return search.holding(Meeting.objects.visible_to(search.actor))


def _meeting(search: Search, meeting: Meeting) -> Found:
    place = f"{wareki.long(meeting.held_on, weekday=True)}・{meeting.get_status_display()}"
    return search.found(meeting, str(meeting), place, ("場所", meeting.place))


def _minutes(search: Search) -> QuerySet:
    """By what somebody wrote down; what the draft tells of the meeting is found as its items."""
    rows = search.holding(Minutes.objects.visible_to(search.actor))
    return rows.select_related("meeting").prefetch_related("written").defer("search_key")


def _of_minutes(search: Search, minutes: Minutes) -> Found:
    place = f"{wareki.long(minutes.meeting.held_on)}・{minutes.get_status_display()}"
    return search.found(minutes, str(minutes), place, ("議事録", minutes.text))


def _waivers(search: Search) -> QuerySet:
    seen = Application.objects.visible_to(search.actor)
    rows = search.holding(Waiver.objects.filter(application__in=seen))
    return rows.select_related("application").defer("application__answers")


def _waiver(search: Search, waiver: Waiver) -> Found:
    department = search.departments[waiver.application.department_id].full_name
    place = f"{department}・期限 {wareki.long(waiver.expires_on)}"
    texts = (("特に必要と認める理由", waiver.reason), ("認める範囲", waiver.scope))
    return search.found(waiver, str(waiver.application), place, *texts)


def _incidents(search: Search) -> QuerySet:
    rows = search.holding(Incident.objects.visible_to(search.actor))
    return rows.for_list().defer("search_key")


def _incident(search: Search, incident: Incident) -> Found:
    place = f"{incident.number}・{incident.department.full_name}・{incident.get_status_display()}"
    texts = (("何が起きているか", incident.what), ("どこで", incident.where))
    more = (("対応と結果", incident.outcome), ("知らせた人", incident.told_by))
    return search.found(incident, str(incident), place, *texts, *more)


KINDS = (
    Kind("accounts", "公式アカウント", OfficialAccount, _accounts, _account),
    Kind("applications", "申請", Application, _applications, _application),
    Kind("incidents", "事案", Incident, _incidents, _incident),
    Kind("policies", "運用ポリシー", PolicyVersion, _policies, _policy),
    Kind("items", "委員会の議題", AgendaItem, _items, _item),
    Kind("meetings", "委員会", Meeting, _meetings, _meeting),
    Kind("minutes", "議事録", Minutes, _minutes, _of_minutes),
    Kind("waivers", "委員長特認", Waiver, _waivers, _waiver),
)


@dataclass(frozen=True)
class Group:
    """The newest SHOWN of a kind; `has_more` beyond them."""

    kind: Kind
    results: Sequence[Found]
    has_more: bool


def groups(search: Search) -> list[Group]:
    """Kinds of which something was found. One query or two for each, and one for all."""
    made = (_group(search, kind) for kind in KINDS) if search.words else ()
    return [group for group in made if group.results]


def _group(search: Search, kind: Kind) -> Group:
    found = _newest(search, kind, SHOWN + 1)
    results = [kind.show(search, row) for row in found[:SHOWN]]
    return Group(kind, results, len(found) > SHOWN)


def _newest(search: Search, kind: Kind, wanted: int) -> list[Any]:
    """A frequent word stands in the newest rows; another has few, which are sorted when found.

    PostgreSQL cannot know how often two words stand together. Left to choose, it reads a whole
    table backwards for 「図書 防災」 (270 ms of 100,000 accounts; here 9).
    """
    rows = kind.rows(search)
    if not search.is_long(kind.model):
        return list(rows.order_by("-pk")[:wanted])
    oldest = search.last[kind.model] - LOOKED_AT_FIRST
    found = list(rows.filter(pk__gt=oldest).order_by("-pk")[:wanted])
    if len(found) == wanted:
        return found
    no_index_has_this = (F("pk") + 0).desc()
    return list(rows.order_by(no_index_has_this)[:wanted])


def _last_keys(models: Sequence[type[Model]]) -> Mapping[type[Model], int]:
    asked = ", ".join(f'(SELECT max("id") FROM "{model._meta.db_table}")' for model in models)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {asked}")
        keys = cursor.fetchone()
    return {model: key or 0 for model, key in zip(models, keys, strict=True)}


def in_the_guideline(words: tuple[str, ...]) -> list[Found]:
    """Clauses that hold every word, each with its own text only."""
    if not words:
        return []
    url = reverse("home:guideline")
    return [
        Found(f"{name} {title}".strip(), f"{url}#{anchor}", "", (("条文", text),), words)
        for name, title, text, anchor, key in _clauses(city.folder())
        if all(word in key for word in words)
    ]


@cache
def _clauses(_folder: object) -> tuple[tuple[str, str, str, str, str], ...]:
    found = []
    for clause in (each for top in guideline.clauses() for each in top.walk()):
        text = "\n".join([*clause.paragraphs, *clause.points])
        key = search_key(f"{clause.name} {clause.heading} {text}")
        found.append((clause.name, clause.heading, text, quote(clause.anchor), key))
    return tuple(found)
