"""How far a 年度 is: one query, counted by section, shown by 部 and 課."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db.models import Count, F, Max, Q
from django.utils.safestring import SafeString

from accounts.models import AnnualReview
from accounts.models.annual_review import AnnualReviewQuerySet
from accounts.status import WITH_SECTION, ReviewStatus
from komae_sns.documents.charts import stacked_chart
from komae_sns.staff.models import Department

_V = AnnualReview.Verdict
PARTS = ("確認・対象外", "確認待ち", "課で記入中")


@dataclass(frozen=True)
class Counts:
    asked: int = 0
    confirmed: int = 0
    excluded: int = 0
    submitted: int = 0
    returned: int = 0
    with_section: int = 0
    late: int = 0
    going_on: int = 0
    improving: int = 0
    stopping: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        names = (each.name for each in fields(self))
        return Counts(**{name: getattr(self, name) + getattr(other, name) for name in names})

    @property
    def settled(self) -> int:
        return self.confirmed + self.excluded

    @property
    def parts(self) -> tuple[int, ...]:
        return self.settled, self.submitted, self.with_section


@dataclass(frozen=True)
class Line:
    division: str
    section: str
    department_id: int
    counts: Counts


@dataclass(frozen=True)
class Progress:
    lines: tuple[Line, ...]

    @property
    def whole(self) -> Counts:
        return sum((line.counts for line in self.lines), Counts())

    @property
    def chart(self) -> SafeString:
        """By 部; a section outside any 部 stands for itself. Blank where there is but one."""
        rows: dict[str, Counts] = {}
        for line in self.lines:
            name = line.division or line.section
            rows[name] = rows.get(name, Counts()) + line.counts
        if len(rows) < 2:
            return SafeString("")
        parts = [(name, counts.parts) for name, counts in rows.items()]
        return stacked_chart(parts, PARTS, title="効果測定の進みぐあい", unit="件")


def progress_of(
    reviews: AnnualReviewQuerySet, departments: dict[int, Department], today: date
) -> Progress:
    sections = reviews.by_section().annotate(section=F("section")).order_by().values("section")
    names = {"kept_division": Max("division_name"), "kept_name": Max("department_name")}
    found = sections.annotate(**names, **counted(today))
    lines = [_line(dict(row), departments) for row in found]
    return Progress(tuple(sorted(lines, key=_order(departments))))


def counted(today: date, prefix: str = "") -> dict[str, Count]:
    def of(**condition: object) -> Count:
        return Count(f"{prefix}pk", filter=Q(**{f"{prefix}{k}": v for k, v in condition.items()}))

    confirmed = {"status": ReviewStatus.CONFIRMED}
    return {
        "asked": Count(f"{prefix}pk"),
        "confirmed": of(**confirmed),
        "excluded": of(status=ReviewStatus.EXCLUDED),
        "submitted": of(status=ReviewStatus.SUBMITTED),
        "returned": of(status=ReviewStatus.RETURNED),
        "with_section": of(status__in=WITH_SECTION),
        "late": of(status__in=WITH_SECTION, due_on__lt=today),
        "going_on": of(**confirmed, verdict=_V.CONTINUE),
        "improving": of(**confirmed, verdict=_V.IMPROVE),
        "stopping": of(**confirmed, verdict=_V.STOP),
    }


def _line(row: dict[str, Any], departments: dict[int, Department]) -> Line:
    """By the names its answers bear; where there are none yet, today's."""
    department = departments[row.pop("section")]
    division, name = row.pop("kept_division"), row.pop("kept_name")
    if not name:
        division, name = department.division_name, department.name
    return Line(division, name, department.pk, Counts(**row))


def _order(departments: dict[int, Department]) -> Callable[[Line], tuple[int, int]]:
    """As the tree has them: 部 by kana, then their sections by kana."""
    places = {pk: n for n, pk in enumerate(departments)}

    def place(line: Line) -> tuple[int, int]:
        above = departments[line.department_id].above
        top = above[-1].pk if above else line.department_id
        return places[top], places[line.department_id]

    return place
