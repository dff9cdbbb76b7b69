"""The list by 媒体, 部課, 分野 and 状態: every selection is an address of its own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from accounts.areas import areas, other
from accounts.models.official_account import OfficialAccountQuerySet
from accounts.status import LIVE
from komae_sns.home.registry.city import of_the_folder
from komae_sns.home.registry.entries import Clerk, Entry, in_list_order, published
from komae_sns.home.registry.standing import ENDED
from komae_sns.staff.models import Department

SERVICE, SECTION, AREA, STATE, PAGE = "service", "section", "area", "state", "page"
NAMES = (SERVICE, SECTION, AREA, STATE)
NO_AREA = "other"  # in an address
USED, STOPPED = "used", "stopped"
LONGEST_PAGE_NUMBER = 6  # digits


class NoSuchList(Exception):
    """A choice that is not offered."""


@dataclass(frozen=True)
class Menu:
    """What may be chosen: values as they stand in addresses, and what people read."""

    name: str
    label: str
    choices: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Listed:
    """A page of the list, and what may be chosen instead."""

    entries: Sequence[Entry]
    count: int
    number: int
    menus: Sequence[Menu]
    chosen: Mapping[str, str]

    @property
    def pages(self) -> int:
        return pages_of(self.count)

    @property
    def said(self) -> list[str]:
        """The choices in words."""
        return [
            said
            for menu in self.menus
            for value, said in menu.choices
            if self.chosen.get(menu.name) == value
        ]

    @property
    def before(self) -> int:
        """The number of the page before; 0 for none."""
        return self.number - 1

    @property
    def after(self) -> int:
        return self.number + 1 if self.number < self.pages else 0


def pages_of(count: int) -> int:
    return max(-(-count // of_the_folder()["page_size"]), 1)


def listed(asked: Mapping[str, str]) -> Listed:
    """`asked`: service, section, area, state and page, as in the address. Raises NoSuchList."""
    clerk = Clerk()
    offered = menus(clerk)
    chosen = {name: value for name in NAMES if (value := asked.get(name))}
    values = {menu.name: {value for value, _ in menu.choices} for menu in offered}
    if any(value not in values[name] for name, value in chosen.items()):
        raise NoSuchList
    accounts = _selected(published(), chosen)
    size, count, number = (
        of_the_folder()["page_size"],
        accounts.count(),
        _number(asked.get(PAGE, "1")),
    )
    if not 1 <= number <= pages_of(count):
        raise NoSuchList
    rows = in_list_order(accounts)[(number - 1) * size : number * size]
    return Listed(clerk.entries(list(rows)), count, number, offered, chosen)


def _selected(
    accounts: OfficialAccountQuerySet, chosen: Mapping[str, str]
) -> OfficialAccountQuerySet:
    if code := chosen.get(SERVICE):
        accounts = accounts.filter(service__code=code)
    if section := chosen.get(SECTION):
        accounts = accounts.under(Department(pk=int(section)))
    if area := chosen.get(AREA):
        known = [one.key for one in areas()]
        is_none = area == NO_AREA
        accounts = accounts.exclude(area__in=known) if is_none else accounts.filter(area=area)
    match chosen.get(STATE):
        case "used":
            accounts = accounts.live()
        case "stopped":
            accounts = accounts.exclude(status__in=LIVE)
    return accounts


def is_in(entry: Entry, name: str, value: str) -> bool:
    """The same choices over rows that are in memory anyway, for a copy of all lists."""
    match name:
        case "service":
            return entry.service_code == value
        case "section":
            return value in entry.section_keys
        case "area":
            known = {one.key for one in areas()}
            return entry.area == value or (value == NO_AREA and entry.area not in known)
        case _:
            return (entry.standing in ENDED) == (value == STOPPED)


def menus(clerk: Clerk) -> list[Menu]:
    """Of services, sections and areas, those that have something to show."""
    kinds = set(published().order_by().values_list("service", "department", "area").distinct())
    used_services, used_sections, used_areas = ({row[n] for row in kinds} for n in range(3))
    services = [s for s in clerk.services.values() if s.pk in used_services]
    services.sort(key=lambda service: (service.sort, service.pk))
    sections = _with_those_above(clerk, used_sections)
    offered = [(one.key, one.name) for one in areas() if one.key in used_areas]
    if used_areas - {one.key for one in areas()}:
        offered.append((NO_AREA, other()))
    return [
        Menu(SERVICE, "媒体", [(s.code, s.name) for s in services]),
        Menu(SECTION, "部課", [(str(d.pk), d.full_name) for d in sections]),
        Menu(AREA, "分野", offered),
        Menu(STATE, "状態", [(USED, "使っているもの"), (STOPPED, "停止したもの")]),
    ]


def _with_those_above(clerk: Clerk, keys: Iterable[int]) -> list[Department]:
    own = [clerk.departments[key] for key in keys]
    found = {d.pk: d for department in own for d in (department, *department.above)}
    return sorted(found.values(), key=lambda d: [(x.kana, x.pk) for x in [*d.above[::-1], d]])


def _number(text: str) -> int:
    fits = text.isascii() and text.isdecimal() and len(text) <= LONGEST_PAGE_NUMBER
    return int(text) if fits else 0
