"""The rows of a dry run as the page shows them: one kind of verdict, a hundred at a time."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest

from komae_sns.documents import wareki
from komae_sns.home.intake.kinds import Kind
from komae_sns.home.intake.models import Intake
from komae_sns.intake import Plan, Planned, Verdict

SIZE = 100
_DAY = re.compile(r"\b([12][0-9]{3})年([0-9]{1,2})月([0-9]{1,2})日")


@dataclass(frozen=True)
class Line:
    row: Planned
    kind: Kind

    @property
    def findings(self) -> list[tuple[str, str, str]]:
        return [
            (self.kind.label(f.field), self._read(f.message), f.suggestion)
            for f in self.row.findings
        ]

    @property
    def changes(self) -> dict[str, tuple[Any, Any]]:
        return {
            name: (self._read(old), self._read(new))
            for name, (old, new) in self.row.changes.items()
        }

    def _read(self, value: Any) -> Any:
        """Days in 和暦: the staff's storey, which writes these sentences, knows no eras."""
        if self.kind.code in {"appointments", "transfers"} and isinstance(value, str):
            return _DAY.sub(lambda found: wareki.long(date(*map(int, found.groups()))), value)
        return value


@dataclass(frozen=True)
class Tab:
    label: str
    count: int
    query: str
    is_current: bool


@dataclass(frozen=True)
class Shown:
    lines: list[Line]
    tabs: list[Tab]
    first: int
    last: int
    total: int
    previous: str
    next: str


def page_of(plan: Plan, request: HttpRequest, kind: Kind) -> Shown:
    """What is wrong comes first, unless another verdict was asked for."""
    asked = request.GET.get("show", "")
    wanted = Verdict(asked) if asked in set(Verdict) else None
    rows = plan.of(wanted) if wanted else (*plan.wrong, *plan.of(*_RIGHT))
    text = request.GET.get("page", "")
    number = int(text) if text.isdecimal() and len(text) < 6 else 1
    start = max(number - 1, 0) * SIZE
    lines = [Line(row, kind) for row in rows[start : start + SIZE]]
    show = f"show={wanted.value}&" if wanted else ""
    return Shown(
        lines=lines,
        tabs=_tabs(plan, wanted),
        first=start + 1,
        last=start + len(lines),
        total=len(rows),
        previous=f"?{show}page={number - 1}#rows" if start and lines else "",
        next=f"?{show}page={number + 1}#rows" if len(rows) > start + SIZE else "",
    )


_RIGHT = (Verdict.CHANGED, Verdict.NEW, Verdict.SAME)


def _tabs(plan: Plan, wanted: Verdict | None) -> list[Tab]:
    counts = plan.counts
    every = Tab("すべて", len(plan.rows), "?#rows", wanted is None)
    verdicts = (Verdict.WRONG, Verdict.NEW, Verdict.CHANGED, Verdict.SAME)
    return [
        every,
        *(Tab(v.label, counts[v], f"?show={v.value}#rows", wanted == v) for v in verdicts),
    ]


def counts(intake: Intake) -> list[tuple[str, Any]]:
    return [(v.label, intake.counts.get(v.value, 0)) for v in Verdict]
