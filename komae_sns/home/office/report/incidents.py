"""The incidents of a 年度, the drills apart: how many, of which kind, how soon (4(3)オ・カ)."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from statistics import median
from typing import Any

from django.db.models.functions import Coalesce, TruncDate
from django.utils.timezone import localdate

from incidents.models import Incident

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def counted(first: date, day: date) -> tuple[Mapping[str, Any], list[Mapping[str, Any]]]:
    """Reported within the 年度, as they stood on `day`; one query. Times count from the moment
    the city knew; medians, for one long case says nothing of the others.
    """
    rows = (
        Incident.objects.annotate(on=TruncDate("recorded_at"))
        .filter(on__range=(first, day))
        .annotate(known=Coalesce("told_at", "recorded_at"))
        .values_list(
            *("kind", "kind_name", "is_drill", "happened_at", "known"),
            *("ciso_received_at", "resolved_at", "closed_at"),
        )
    )
    found = list(rows)
    real = [row for row in found if not row[2]]
    return _figures(real, found, day), _kinds(found)


def _figures(real: list[tuple], found: list[tuple], day: date) -> Mapping[str, Any]:
    noticed, received, resolved = [], [], []
    for _, _, _, happened, known, received_at, resolved_at, _ in real:
        if happened:
            noticed.append((known - happened) / HOUR)
        if received_at:
            received.append((received_at - known) / MINUTE)
        if resolved_at:
            resolved.append((resolved_at - known) / HOUR)
    closed = [row[7] for row in real if row[7]]
    return {
        "reported": len(real),
        "closed": sum(localdate(moment) <= day for moment in closed),
        "drills": len(found) - len(real),
        "noticed_hours": _middle(noticed),
        "received_minutes": _middle(received),
        "resolved_hours": _middle(resolved),
    }


def _middle(lengths: list[float]) -> float | None:
    """Whole from ten on: nobody reports tenths of a minute of a day."""
    if not lengths:
        return None
    found = max(median(lengths), 0.0)
    return round(found) if found >= 10 else round(found, 1)


def _kinds(found: list[tuple]) -> list[Mapping[str, Any]]:
    names = {kind: name for kind, name, *_ in found}
    real = Counter(row[0] for row in found if not row[2])
    drills = Counter(row[0] for row in found if row[2])
    order = sorted(names, key=lambda kind: (-real[kind], names[kind]))
    return [
        {"id": kind, "name": names[kind], "reported": real[kind], "drills": drills[kind]}
        for kind in order
    ]
