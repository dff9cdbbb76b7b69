"""One row of the public register, made the same way for whoever shows it.

A chunk of accounts costs the same few questions whatever its length.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from accounts.models import (
    FormerHandle,
    LinkCheck,
    OfficialAccount,
    Pause,
    RelatedDomain,
    Service,
    StatusCheck,
    Suspension,
    SuspensionNotice,
)
from accounts.models.official_account import OfficialAccountQuerySet
from accounts.status import AccountStatus, SuspensionStatus
from komae_sns.home.registry.doubts import doubted, doubted_domains
from komae_sns.home.registry.standing import (
    DOUBTED,
    DOUBTED_SENTENCE,
    IN_USE,
    SENTENCES,
    Standing,
    standing_of,
)
from komae_sns.staff.department_tree import department_tree
from komae_sns.staff.models import Department
from policies.models import PolicyVersion

CHUNK = 2000
_COLUMNS = (
    "public_key",
    "name",
    "handle",
    "url",
    "status",
    "badge",
    "is_city_pr",
    "purpose",
    "topics",
    "area",
    "opened_on",
    "content_read_on",
    "service_id",
    "department_id",
)
_KIND = SuspensionNotice.Kind
_TOLD = (_KIND.ACCOUNT, _KIND.CITY_PAGE, _KIND.PAGE_ONLY)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The newest check that found the account to be ours."""

    on: date
    by: str

    LABELS = {
        "link_check": "市ホームページとの相互リンクの確認",
        "content_check": "発言内容の確認",
        "status_check": "停止後の状態確認",
    }

    @property
    def label(self) -> str:
        return self.LABELS[self.by]


@dataclass(frozen=True, slots=True)
class Paused:
    since: date
    reason: str
    page_url: str


@dataclass(frozen=True, slots=True)
class Leaving:
    """A stop that citizens were told of: `successor` is where the information goes on."""

    stop_on: date | None
    stopped_on: date | None
    notice: str
    successor_key: str
    successor_name: str
    elsewhere: str


@dataclass(frozen=True, slots=True)
class Former:
    handle: str
    url: str
    until: date


@dataclass(frozen=True, slots=True)
class Domain:
    name: str
    purpose: str
    is_doubted: bool


@dataclass(frozen=True, slots=True)
class InForce:
    policy: int
    number: int
    title: str
    enacted_on: date | None


@dataclass(frozen=True, slots=True)
class Entry:
    key: str
    name: str
    service: str
    service_code: str
    handle: str
    url: str
    division: str
    section: str
    department: str
    section_keys: tuple[str, ...]  # its own, and of those above
    standing: Standing
    is_doubted: bool
    badge: str
    is_city_pr: bool
    purpose: str
    topics: str
    area: str
    area_name: str
    opened_on: date | None
    confirmed: Confirmed | None
    paused: Paused | None = None
    leaving: Leaving | None = None
    former: tuple[Former, ...] = ()
    domains: tuple[Domain, ...] = ()
    policies: tuple[InForce, ...] = ()

    @property
    def label(self) -> str:
        return DOUBTED if self.is_doubted else self.standing.label

    @property
    def sentence(self) -> str:
        return DOUBTED_SENTENCE if self.is_doubted else SENTENCES[self.standing]

    @property
    def is_vouched_for(self) -> bool:
        """Ours, in use, and nothing is being looked into."""
        return self.standing in IN_USE and not self.is_doubted

    @property
    def has_badge(self) -> bool:
        return self.badge == OfficialAccount.Badge.GRANTED

    @property
    def badge_label(self) -> str:
        return OfficialAccount.Badge(self.badge).label


@dataclass
class _Around:
    """What hangs on the accounts of a chunk, by account."""

    confirmed: Mapping[int, dict[str, date]]
    doubted: frozenset[int]
    pauses: Mapping[int, Pause]
    suspensions: Mapping[int, Suspension]
    told: Mapping[int, str]
    former: Mapping[int, list[FormerHandle]]
    domains: Mapping[int, list[Domain]]
    policies: Mapping[int, list[InForce]]


@dataclass
class Clerk:
    """Makes entries; services and departments are read once."""

    services: Mapping[int, Service] = field(default_factory=Service.objects.in_bulk)
    departments: Mapping[int, Department] = field(default_factory=department_tree)

    def entries(self, accounts: Sequence[OfficialAccount]) -> list[Entry]:
        around = _around(accounts)
        return [self._entry(account, around) for account in accounts]

    def _entry(self, account: OfficialAccount, around: _Around) -> Entry:
        pk, service = account.pk, self.services[account.service_id]
        department = self.departments[account.department_id]
        pause, suspension = around.pauses.get(pk), around.suspensions.get(pk)
        told = around.told.get(suspension.pk) if suspension else None
        stands = standing_of(
            account.status, announced=told is not None, was_paused=pause is not None
        )
        shows_pause = pause and stands == Standing.PAUSED
        shows_stop = suspension and stands not in {Standing.RUNNING, Standing.PAUSED}
        return Entry(
            key=account.public_key,
            name=account.name,
            service=service.name,
            service_code=service.code,
            handle=service.rule.shown(account.handle) if account.handle else "",
            url=account.url,
            division=department.division_name,
            section=department.name,
            department=department.full_name,
            section_keys=tuple(str(d.pk) for d in (department, *department.above)),
            standing=stands,
            is_doubted=pk in around.doubted,
            badge=account.badge,
            is_city_pr=account.is_city_pr,
            purpose=account.purpose,
            topics=account.topics,
            area=account.area,
            area_name=account.area_name,
            opened_on=account.opened_on,
            confirmed=_newest(account, around.confirmed.get(pk, {})),
            paused=_paused(pause) if shows_pause else None,
            leaving=_leaving(suspension, told or "") if shows_stop else None,
            former=tuple(self._former(f) for f in around.former.get(pk, ())),
            domains=tuple(around.domains.get(pk, ())),
            policies=tuple(around.policies.get(pk, ())),
        )

    def _former(self, former: FormerHandle) -> Former:
        rule = self.services[former.service_id].rule
        shown = rule.shown(former.handle) if former.handle else ""
        return Former(shown, former.url, former.ends_on)


def in_list_order(accounts: OfficialAccountQuerySet) -> OfficialAccountQuerySet:
    """市広報アカウント first, then by 媒体 and name."""
    return accounts.order_by("-is_city_pr", "service__sort", "service_id", "name", "pk")


def published() -> OfficialAccountQuerySet:
    """The public register: the rows that page, files, feed and static copy show."""
    return OfficialAccount.objects.published().only(*_COLUMNS)


def entries_of(accounts: Iterable[OfficialAccount]) -> list[Entry]:
    return Clerk().entries(list(accounts))


def stream(accounts: OfficialAccountQuerySet) -> Iterator[Entry]:
    """All of them in the order of registration, a chunk in memory at a time."""
    # Inside a transaction PostgreSQL keeps its cursor open; SQLite would keep out writers.
    if connection.vendor == "postgresql":
        with transaction.atomic():
            yield from _stream(accounts)
    else:
        yield from _stream(accounts)


def _stream(accounts: OfficialAccountQuerySet) -> Iterator[Entry]:
    clerk = Clerk()
    rows = accounts.order_by("pk").iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        yield from clerk.entries(chunk)


def _around(accounts: Sequence[OfficialAccount]) -> _Around:
    ids = [account.pk for account in accounts]
    leaving = [
        a.pk for a in accounts if a.status not in {AccountStatus.RUNNING, AccountStatus.PAUSED}
    ]
    stopping = [a.pk for a in accounts if a.status == AccountStatus.STOPPING]
    paused = [a.pk for a in accounts if a.status == AccountStatus.PAUSED]
    suspensions = _suspensions(leaving)
    return _Around(
        confirmed=_confirmed(ids),
        doubted=doubted(ids),
        pauses=_pauses(paused, {pk: suspensions[pk] for pk in stopping if pk in suspensions}),
        suspensions=suspensions,
        told=_told(suspensions.values()),
        former=_by_account(FormerHandle.objects.filter(account__in=ids)),
        domains=_domains(ids),
        policies=_policies(ids),
    )


def _confirmed(ids: Sequence[int]) -> Mapping[int, dict[str, date]]:
    found: defaultdict[int, dict[str, date]] = defaultdict(dict)
    links = LinkCheck.objects.filter(
        account__in=ids, page_lists_it=True, profile_leads_home=True
    ).order_by()
    checks = StatusCheck.objects.filter(account__in=ids, result=StatusCheck.Result.FINE).order_by()
    for pk, day in links.values_list("account").annotate(Max("checked_on")):
        found[pk]["link_check"] = day
    for pk, day in checks.values_list("account").annotate(Max("done_on")):
        found[pk]["status_check"] = day
    return found


def _newest(account: OfficialAccount, days: Mapping[str, date]) -> Confirmed | None:
    known = dict(days)
    if account.content_read_on:
        known["content_check"] = account.content_read_on
    if not known:
        return None
    by = max(known, key=lambda name: (known[name], name))
    return Confirmed(known[by], by)


def _suspensions(ids: Sequence[int]) -> dict[int, Suspension]:
    """The one under way, or the one that ended in the stop."""
    if not ids:
        return {}
    rows = Suspension.objects.filter(account__in=ids).exclude(status=SuspensionStatus.CANCELLED)
    rows = rows.select_related("successor").order_by("pk")
    return {row.account_id: row for row in rows}


def _pauses(paused: Sequence[int], under_way: Mapping[int, Suspension]) -> dict[int, Pause]:
    """Those that last; and those that went over into a stop of which nobody was told yet."""
    if not paused and not under_way:
        return {}
    rows = Pause.objects.filter(account__in=[*paused, *under_way]).order_by("pk")
    return {row.account_id: row for row in rows if _shows(row, under_way.get(row.account_id))}


def _shows(pause: Pause, suspension: Suspension | None) -> bool:
    if suspension is None:
        return pause.is_lasting
    return pause.ended_as == Pause.End.STOPPING and pause.ended_at >= suspension.begun_at


def _told(suspensions: Iterable[Suspension]) -> dict[int, str]:
    """What citizens were told last, by suspension; blank where it was not on the account."""
    ids = [suspension.pk for suspension in suspensions]
    if not ids:
        return {}
    rows = SuspensionNotice.objects.standing().filter(suspension__in=ids)
    told: dict[int, str] = {}
    for pk, kind, text in rows.order_by("posted_on", "pk").values_list(
        "suspension", "kind", "text"
    ):
        told[pk] = text if kind in _TOLD else told.get(pk, "")
    return told


def _paused(pause: Pause) -> Paused:
    return Paused(pause.since, pause.published_reason, pause.page_url)


def _leaving(suspension: Suspension, notice: str) -> Leaving:
    successor = suspension.successor
    return Leaving(
        stop_on=suspension.stop_on,
        stopped_on=suspension.stopped_on,
        notice=notice,
        successor_key=successor.public_key if successor else "",
        successor_name=successor.name if successor else "",
        elsewhere=suspension.elsewhere,
    )


def _by_account(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.account_id].append(row)
    return found


def _domains(ids: Sequence[int]) -> dict[int, list[Domain]]:
    found: defaultdict[int, list[Domain]] = defaultdict(list)
    rows = RelatedDomain.objects.filter(account__in=ids).order_by("ascii_name")
    if rows := list(rows):
        wrong = doubted_domains(ids)
        for row in rows:
            found[row.account_id].append(Domain(row.name, row.purpose, row.pk in wrong))
    return found


def _policies(ids: Sequence[int]) -> dict[int, list[InForce]]:
    found: defaultdict[int, list[InForce]] = defaultdict(list)
    rows = PolicyVersion.objects.in_force().filter(policy__accounts__in=ids)
    columns = ("policy__accounts", "policy_id", "number", "title", "enacted_on")
    for pk, *facts in rows.order_by("policy_id").values_list(*columns):
        found[pk].append(InForce(*facts))
    return found
