"""From accounts to rows of the public register."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import islice

from django.db import connection, transaction

from accounts import areas
from accounts.models import FormerHandle, OfficialAccount, Pause, Service, Suspension
from accounts.models.official_account import OfficialAccountQuerySet
from komae_sns.home.registry.entries.around import Around
from komae_sns.home.registry.entries.around import around as around_of
from komae_sns.home.registry.entries.row import Confirmed, Entry, Former, Leaving, Paused
from komae_sns.home.registry.standing import Standing, standing_of
from komae_sns.staff.department_tree import department_tree
from komae_sns.staff.models import Department

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


@dataclass
class Clerk:
    """Makes entries; services and departments are read once."""

    services: Mapping[int, Service] = field(default_factory=Service.objects.in_bulk)
    departments: Mapping[int, Department] = field(default_factory=department_tree)

    def __post_init__(self) -> None:
        """What many rows share is put together once."""
        self._rules = {pk: service.rule for pk, service in self.services.items()}
        self._areas, self._no_area = dict(areas.choices()), areas.other()
        self._office = cache(self._office_of)

    def entries(self, accounts: Sequence[OfficialAccount]) -> list[Entry]:
        around = around_of(accounts)
        return [self._entry(account, around) for account in accounts]

    def _entry(self, account: OfficialAccount, around: Around) -> Entry:
        pk, service = account.pk, self.services[account.service_id]
        office = self._office(account.department_id)
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
            handle=self._shown(account),
            url=account.url,
            division=office.division,
            section=office.section,
            department=office.full_name,
            section_keys=office.keys,
            standing=stands,
            is_doubted=pk in around.doubted,
            badge=account.badge,
            is_city_pr=account.is_city_pr,
            purpose=account.purpose,
            topics=account.topics,
            area=account.area,
            area_name=self._areas.get(account.area, self._no_area),
            opened_on=account.opened_on,
            confirmed=_newest(account, around.confirmed.get(pk, {})),
            paused=_paused(pause) if shows_pause else None,
            leaving=_leaving(suspension, told or "") if shows_stop else None,
            former=tuple(self._former(f) for f in around.former.get(pk, ())),
            domains=tuple(around.domains.get(pk, ())),
            policies=tuple(around.policies.get(pk, ())),
        )

    def _former(self, former: FormerHandle) -> Former:
        return Former(self._shown(former), former.url, former.ends_on)

    def _shown(self, named: OfficialAccount | FormerHandle) -> str:
        return self._rules[named.service_id].shown(named.handle) if named.handle else ""

    def _office_of(self, pk: int) -> "_Office":
        own = self.departments[pk]
        keys = tuple(str(department.pk) for department in (own, *own.above))
        return _Office(own.division_name, own.name, own.full_name, keys)


@dataclass(frozen=True)
class _Office:
    division: str
    section: str
    full_name: str
    keys: tuple[str, ...]


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


def _newest(account: OfficialAccount, days: Mapping[str, date]) -> Confirmed | None:
    known = dict(days)
    if account.content_read_on:
        known["content_check"] = account.content_read_on
    if not known:
        return None
    by = max(known, key=lambda name: (known[name], name))
    return Confirmed(known[by], by)


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
