"""The matters counted by section, in one query however many sections there are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Count, Min, QuerySet, Value
from django.urls import reverse

from komae_sns.home.office.matter import Matter
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Department

NOWHERE = "none"  # in the address: of people whose posts belong to no section


@dataclass(frozen=True)
class Tally:
    count: int = 0
    oldest: date | None = None

    def __add__(self, other: "Tally") -> "Tally":
        days = [day for day in (self.oldest, other.oldest) if day]
        return Tally(self.count + other.count, min(days, default=None))


@dataclass(frozen=True)
class Cell:
    matter: Matter
    tally: Tally
    url: str


@dataclass(frozen=True)
class Line:
    """A section with something to do."""

    name: str
    cells: tuple[Cell, ...]
    late: Tally
    watched: Tally

    @property
    def count(self) -> int:
        return self.late.count + self.watched.count


@dataclass(frozen=True)
class Group:
    """A 部 with its lines; blank where a section stands outside any 部."""

    division: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Board:
    """`columns`: the matters of which there is at least one; `clear`: the others."""

    columns: tuple[Cell, ...]
    groups: tuple[Group, ...]
    clear: tuple[Matter, ...]
    late: Tally
    watched: Tally

    @property
    def count(self) -> int:
        return self.late.count + self.watched.count

    @property
    def first_watched(self) -> str:
        """The code of the column at which the second half begins."""
        return next((c.matter.code for c in self.columns if not c.matter.is_late), "")

    @property
    def width(self) -> int:
        return len(self.columns) + 3

    @property
    def late_columns(self) -> int:
        return sum(cell.matter.is_late for cell in self.columns)

    @property
    def watched_columns(self) -> int:
        return len(self.columns) - self.late_columns


def board_of(actor: Actor, matters: Sequence[Matter], departments: dict[int, Department]) -> Board:
    found = _counted(actor, matters, departments)
    whole: dict[str, Tally] = defaultdict(Tally)
    for (code, _), tally in found.items():
        whole[code] += tally
    shown = [matter for matter in matters if matter.code in whole]
    sections = {section for _, section in found}
    lines = {section: _line(section, shown, found, departments) for section in sections}
    return Board(
        columns=tuple(Cell(m, whole[m.code], _address(m)) for m in shown),
        groups=_grouped(lines, departments),
        clear=tuple(matter for matter in matters if matter not in shown),
        late=_sum(whole, shown, is_late=True),
        watched=_sum(whole, shown, is_late=False),
    )


def _counted(
    actor: Actor, matters: Sequence[Matter], departments: dict[int, Department]
) -> dict[tuple[str, int | None], Tally]:
    """By matter and section; what a 係 has is its section's."""
    found: dict[tuple[str, int | None], Tally] = defaultdict(Tally)
    if not matters:
        return found
    first, *others = (_by_section(matter, actor) for matter in matters)
    for code, department, count, oldest in first.union(*others, all=True):
        section = departments[department].section_id if department in departments else None
        found[code, section] += Tally(count, oldest)
    return dict(found)


def _by_section(matter: Matter, actor: Actor) -> QuerySet:
    rows = matter.found(actor).order_by().values("section")
    return rows.annotate(
        code=Value(matter.code), count=Count("pk"), oldest=Min("since")
    ).values_list("code", "section", "count", "oldest")


def _line(
    section: int | None,
    shown: Iterable[Matter],
    found: Mapping[tuple[str, int | None], Tally],
    departments: dict[int, Department],
) -> Line:
    tallies = {matter.code: found.get((matter.code, section), Tally()) for matter in shown}
    cells = tuple(Cell(m, tallies[m.code], _address(m, section or NOWHERE)) for m in shown)
    name = departments[section].name if section else "部課のない職"
    return Line(
        name, cells, _sum(tallies, shown, is_late=True), _sum(tallies, shown, is_late=False)
    )


def _sum(tallies: Mapping[str, Tally], shown: Iterable[Matter], *, is_late: bool) -> Tally:
    return sum((tallies[m.code] for m in shown if m.is_late == is_late), Tally())


def _grouped(
    lines: Mapping[int | None, Line], departments: dict[int, Department]
) -> tuple[Group, ...]:
    """部 by kana, their sections by kana; what belongs to no section comes last."""
    places = {pk: n for n, pk in enumerate(departments)}
    by_division: dict[int, list[int]] = defaultdict(list)
    for section in sorted((pk for pk in lines if pk), key=places.__getitem__):
        above = departments[section].above
        by_division[above[-1].pk if above else section].append(section)
    groups = [
        Group(
            departments[top].name if departments[top].kind == Department.Kind.DIVISION else "",
            tuple(lines[section] for section in by_division[top]),
        )
        for top in sorted(by_division, key=places.__getitem__)
    ]
    return (*groups, Group("", (lines[None],))) if None in lines else tuple(groups)


def _address(matter: Matter, section: int | str = "") -> str:
    url = reverse("office:matter", args=[matter.code])
    return f"{url}?{urlencode({'department': section})}" if section else url


def of_department(rows: QuerySet, chosen: str, departments: dict[int, Department]) -> QuerySet:
    """Of a 部, of everything in it; of a 課, its own and that of its 係."""
    if chosen == NOWHERE:
        return rows.filter(section=None)
    pk = int(chosen)
    within = [d.pk for d in departments.values() if d.pk == pk or pk in {a.pk for a in d.above}]
    return rows.filter(section__in=within)
