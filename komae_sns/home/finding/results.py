"""The newest of each kind, and the clauses of the guideline."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from urllib.parse import quote

from django.db.models import F, QuerySet, Value
from django.urls import reverse

from accounts.models import AnnualReview, OfficialAccount
from approvals.models import AgendaItem, Application, Meeting, Minutes, Waiver
from incidents.models import Impostor, Incident, PublicWarning
from komae_sns import city
from komae_sns.city import guideline
from komae_sns.home.finding import care, kinds
from komae_sns.home.finding.asked import Found, Kind, Search
from komae_sns.searching import search_key
from policies.models import PolicyVersion

SHOWN = 10
LOOKED_AT_FIRST = 2000  # rows
_NO_INDEX_HAS_THIS = (F("pk") + 0).desc()
KINDS = (
    Kind(
        *("accounts", "公式アカウント", OfficialAccount),
        *(kinds.accounts, kinds.dressed_accounts, kinds.account),
        names=("アカウント",),
    ),
    Kind(
        *("figures", "数字", OfficialAccount, care.figures, care.dressed_figures, care.figure),
        more_names=care.figure_names,
        only_by_name=True,
    ),
    Kind(
        *("applications", "申請", Application),
        *(kinds.applications, kinds.dressed_applications, kinds.application),
        names=("申請書",),
    ),
    Kind(
        *("policies", "運用ポリシー", PolicyVersion),
        *(kinds.policies, kinds.dressed_policies, kinds.policy),
        names=("ポリシー",),
    ),
    Kind("reviews", "効果測定", AnnualReview, care.reviews, care.dressed_reviews, care.review),
    Kind("incidents", "事案", Incident, care.incidents, care.dressed_incidents, care.incident),
    Kind(
        *("impostors", "なりすましアカウント", Impostor),
        *(care.impostors, care.with_names, care.impostor),
        names=("なりすまし",),
    ),
    Kind("warnings", "注意喚起", PublicWarning, care.warnings, care.with_names, care.warning),
    Kind(
        *("items", "委員会の議題", AgendaItem, kinds.items, kinds.dressed_items, kinds.item),
        names=("議題",),
    ),
    Kind(
        *("meetings", "委員会", Meeting, kinds.meetings, QuerySet.all, kinds.meeting),
        names=("会議",),
    ),
    Kind("minutes", "議事録", Minutes, kinds.minutes, kinds.dressed_minutes, kinds.of_minutes),
    Kind(
        *("waivers", "委員長特認", Waiver, kinds.waivers, kinds.dressed_waivers, kinds.waiver),
        names=("特認",),
    ),
)


@dataclass(frozen=True)
class Group:
    """What was found of a kind; read only where it is shown: the newest SHOWN."""

    kind: Kind
    search: Search
    keys: Sequence[int]

    @property
    def has_more(self) -> bool:
        return len(self.keys) > SHOWN

    @property
    def count(self) -> int:
        return min(len(self.keys), SHOWN)

    @cached_property
    def results(self) -> Sequence[Found]:
        rows = self.kind.model._default_manager.filter(pk__in=self.keys[:SHOWN])
        newest = self.kind.dressed(rows).order_by("-pk")
        return [self.kind.show(self.search, row) for row in newest]


def groups(search: Search) -> list[Group]:
    """Kinds of which something was found, the named ones first: one question, or two."""
    if not search.words:
        return []
    asked = {kind: of_kind for kind in KINDS if (of_kind := search.of(kind))}
    newest = _newest(asked)
    named_first = sorted(asked, key=lambda kind: asked[kind].words == search.words)
    return [Group(kind, asked[kind], newest[kind]) for kind in named_first if kind in newest]


def _newest(asked: Mapping[Kind, Search]) -> Mapping[Kind, Sequence[int]]:
    """Keys of the newest rows of each kind, one more than are shown.

    A frequent word stands in the newest rows; another has few, which are sorted when found.
    PostgreSQL cannot know how often two words stand together. Left to choose, it reads a whole
    table backwards for 「図書 防災」 (270 ms of 100,000 accounts; here 9).
    """
    first, again = {}, {}
    for kind, search in asked.items():
        rows = kind.rows(search)
        if search.is_long(kind.model):
            again[kind] = rows.order_by(_NO_INDEX_HAS_THIS)
            rows = rows.filter(pk__gt=search.known.last[kind.model] - LOOKED_AT_FIRST)
        first[kind] = rows.order_by("-pk")
    found = _keys(first)
    again = {k: rows for k, rows in again.items() if len(found.get(k, ())) <= SHOWN}
    return found | _keys(again)


def _keys(lists: Mapping[Kind, QuerySet]) -> dict[Kind, list[int]]:
    """One question for all: most lists are empty, and SQLite limits no part of a union."""
    parts = [
        kind.model._base_manager.filter(pk__in=rows.values("pk")[: SHOWN + 1])
        .order_by()
        .values_list(Value(kind.code), "pk")
        for kind, rows in lists.items()
    ]
    if not parts:
        return {}
    found = defaultdict(list)
    for code, key in parts[0].union(*parts[1:], all=True):
        found[code].append(key)
    return {k: sorted(found[k.code], reverse=True) for k in lists if k.code in found}


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
