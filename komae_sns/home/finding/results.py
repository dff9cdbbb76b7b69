"""The newest of each kind, and the clauses of the guideline."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import compress
from typing import Any
from urllib.parse import quote

from django.db.models import F
from django.urls import reverse

from accounts.models import AnnualReview, OfficialAccount
from approvals.models import AgendaItem, Application, Meeting, Minutes, Waiver
from incidents.models import Impostor, Incident, PublicWarning
from komae_sns import city
from komae_sns.city import guideline
from komae_sns.home.finding import care, kinds
from komae_sns.home.finding.asked import Found, Kind, Search
from komae_sns.rows_there import rows_there
from komae_sns.searching import search_key
from komae_sns.staff.models import User
from policies.models import PolicyVersion

SHOWN = 5
LOOKED_AT_FIRST = 2000  # rows
KINDS = (
    Kind(
        *("accounts", "公式アカウント", OfficialAccount, kinds.accounts, kinds.account),
        names=("アカウント",),
    ),
    Kind(
        *("figures", "数字", OfficialAccount, care.figures, care.figure),
        more_names=care.figure_names,
        only_by_name=True,
    ),
    Kind("applications", "申請", Application, kinds.applications, kinds.application, ("申請書",)),
    Kind(
        *("policies", "運用ポリシー", PolicyVersion, kinds.policies, kinds.policy),
        names=("ポリシー",),
    ),
    Kind("reviews", "効果測定", AnnualReview, care.reviews, care.review),
    Kind("incidents", "事案", Incident, care.incidents, care.incident),
    Kind(
        *("impostors", "なりすましアカウント", Impostor, care.impostors, care.impostor),
        names=("なりすまし",),
    ),
    Kind("warnings", "注意喚起", PublicWarning, care.warnings, care.warning),
    Kind("items", "委員会の議題", AgendaItem, kinds.items, kinds.item, ("議題",)),
    Kind("meetings", "委員会", Meeting, kinds.meetings, kinds.meeting, ("会議",)),
    Kind("minutes", "議事録", Minutes, kinds.minutes, kinds.of_minutes),
    Kind("waivers", "委員長特認", Waiver, kinds.waivers, kinds.waiver, ("特認",)),
)


@dataclass(frozen=True)
class Group:
    """The newest SHOWN of a kind; `has_more` beyond them."""

    kind: Kind
    results: Sequence[Found]
    has_more: bool


def groups(search: Search) -> list[Group]:
    """Kinds of which something was found: one question which these are, one or two for each."""
    if not search.words:
        return []
    asked = [(kind, of_kind) for kind in KINDS if (of_kind := search.of(kind))]
    long = [(kind, s) for kind, s in asked if s.is_long(kind.model)]
    short = [(kind, s) for kind, s in asked if not s.is_long(kind.model)]
    oneself = User.objects.filter(pk=search.actor.user.pk)
    there = compress(short, rows_there([kind.rows(s) for kind, s in short], oneself))
    found = {kind.code: _group(s, kind) for kind, s in (*long, *there)}
    return [found[kind.code] for kind in KINDS if kind.code in found and found[kind.code].results]


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
    oldest = search.known.last[kind.model] - LOOKED_AT_FIRST
    found = list(rows.filter(pk__gt=oldest).order_by("-pk")[:wanted])
    if len(found) == wanted:
        return found
    no_index_has_this = (F("pk") + 0).desc()
    return list(rows.order_by(no_index_has_this)[:wanted])


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
