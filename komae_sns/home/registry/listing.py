"""The list by 媒体, 部課 and 分野: every selection is an address of its own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from accounts.areas import areas, other
from accounts.models.official_account import OfficialAccountQuerySet
from accounts.status import LIVE
from komae_sns.home.registry.city import words
from komae_sns.home.registry.entries import Clerk, Entry, in_list_order, published
from komae_sns.staff.models import Department

SERVICE, SECTION, AREA, STATE, PAGE = "service", "section", "area", "state", "page"
NO_AREA = "other"  # in an address
NAMES = (SERVICE, SECTION, AREA, STATE)
STATES = {"used": "使っているもの", "stopped": "停止したもの"}
LONGEST_PAGE_NUMBER = 6  # digits


class NoSuchList(Exception):
    """A choice that is not offered."""


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Menu:
    name: str
    label: str
    choices: Sequence[Choice]


@dataclass(frozen=True)
class Listed:
    """A page of the list, and what may be chosen instead. `said`: the choices in words."""

    entries: Sequence[Entry]
    count: int
    number: int
    pages: int
    menus: Sequence[Menu]
    chosen: Mapping[str, str]

    @property
    def said(self) -> list[str]:
        return [c.label for menu in self.menus for c in menu.choices if c.is_chosen]

    @property
    def before(self) -> str:
        return self._page(self.number - 1) if self.number > 1 else ""

    @property
    def after(self) -> str:
        return self._page(self.number + 1) if self.number < self.pages else ""

    def _page(self, number: int) -> str:
        return "?" + urlencode({**self.chosen, PAGE: number})


def listed(asked: Mapping[str, str]) -> Listed:
    """`asked`: service, section, area, state and page, as in the address. Raises NoSuchList."""
    clerk = Clerk()
    menus = _menus(asked, clerk)
    chosen = {name: value for name in NAMES if (value := asked.get(name))}
    offered = {menu.name: {choice.value for choice in menu.choices} for menu in menus}
    if any(value not in offered[name] for name, value in chosen.items()):
        raise NoSuchList
    accounts = _selected(published(), chosen)
    size, count = words()["page_size"], accounts.count()
    number, pages = _number(asked.get(PAGE, "1")), max(-(-count // size), 1)
    if not 1 <= number <= pages:
        raise NoSuchList
    rows = in_list_order(accounts)[(number - 1) * size : number * size]
    return Listed(clerk.entries(list(rows)), count, number, pages, menus, chosen)


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


def _menus(asked: Mapping[str, str], clerk: Clerk) -> list[Menu]:
    """Of services and departments, those that have something to show."""
    kinds = set(published().order_by().values_list("service", "department", "area").distinct())
    used_services, used_sections, used_areas = ({row[n] for row in kinds} for n in range(3))
    services = [s for s in clerk.services.values() if s.pk in used_services]
    services.sort(key=lambda service: (service.sort, service.pk))
    sections = _with_those_above(clerk, used_sections)
    offered = [(one.key, one.name) for one in areas() if one.key in used_areas]
    if used_areas - {one.key for one in areas()}:
        offered.append((NO_AREA, other()))
    return [
        _menu(SERVICE, "媒体", [(s.code, s.name) for s in services], asked),
        _menu(SECTION, "部課", [(str(d.pk), d.full_name) for d in sections], asked),
        _menu(AREA, "分野", offered, asked),
        _menu(STATE, "状態", STATES.items(), asked),
    ]


def _with_those_above(clerk: Clerk, keys: Iterable[int]) -> list[Department]:
    own = [clerk.departments[key] for key in keys]
    found = {d.pk: d for department in own for d in (department, *department.above)}
    return sorted(found.values(), key=lambda d: [(x.kana, x.pk) for x in [*d.above[::-1], d]])


def _menu(
    name: str, label: str, choices: Iterable[tuple[str, str]], asked: Mapping[str, str]
) -> Menu:
    chosen = asked.get(name, "")
    return Menu(name, label, [Choice(value, said, value == chosen) for value, said in choices])


def _number(text: str) -> int:
    fits = text.isascii() and text.isdecimal() and len(text) <= LONGEST_PAGE_NUMBER
    return int(text) if fits else 0
