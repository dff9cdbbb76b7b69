"""Keyset pages: a page of a list costs the same at row 50 and at row 100,000."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.http import Http404, HttpRequest

PAGE_SIZE = 50
COUNT_CAP = 1000


@dataclass(frozen=True)
class Page:
    """Rows in list order, the query strings of the neighbours, and a capped count (None: not asked
    for)."""

    rows: Sequence[Any]
    newer: str
    older: str
    count: int | None

    @property
    def count_text(self) -> str:
        if self.count is None:
            return ""
        return f"{COUNT_CAP:,}件以上" if self.count > COUNT_CAP else f"{self.count:,}件"


def page_of(
    queryset: models.QuerySet,
    request: HttpRequest,
    *,
    key: str = "pk",
    size: int = PAGE_SIZE,
    counted: bool = True,
) -> Page:
    """Newest first by `key` (unique, an integer); `?before=` and `?after=` hold the edge.

    Counts at most COUNT_CAP + 1 rows, where somebody wants to know how many there are.
    """
    before, after = _edge(request, "before"), _edge(request, "after")
    if after is not None:
        found = list(queryset.filter(**{f"{key}__gt": after}).order_by(key)[: size + 1])
        more, rows = len(found) > size, found[:size][::-1]
        has_newer, has_older = more, bool(rows)
    else:
        window = queryset if before is None else queryset.filter(**{f"{key}__lt": before})
        found = list(window.order_by(f"-{key}")[: size + 1])
        rows, has_newer, has_older = found[:size], before is not None, len(found) > size
    whole = before is after is None and not has_older  # counted by being read
    count = None
    if counted:
        count = len(rows) if whole else queryset.order_by()[: COUNT_CAP + 1].count()
    edge = (lambda row: getattr(row, key)) if rows else None
    return Page(
        rows,
        newer=_query(request, after=edge(rows[0])) if has_newer and rows else "",
        older=_query(request, before=edge(rows[-1])) if has_older and rows else "",
        count=count,
    )


def _edge(request: HttpRequest, name: str) -> int | None:
    value = request.GET.get(name)
    if value is None:
        return None
    if not (value.isdecimal() and len(value) <= 18):
        raise Http404
    return int(value)


def _query(request: HttpRequest, **edge: int) -> str:
    query = request.GET.copy()
    query.pop("before", None)
    query.pop("after", None)
    query.update({name: str(value) for name, value in edge.items()})
    return "?" + query.urlencode()
