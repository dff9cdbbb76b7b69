"""The figures of a 年度 beside those of the one before: for the page, frozen in a round, on paper.

Plain values that JSON keeps, so that a paper printed years later shows what was submitted.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.safestring import SafeString

from accounts.figure_table import FigureTable, months_of, table_of
from accounts.metrics import metrics_of
from accounts.models import Figure, OfficialAccount
from komae_sns.documents.charts import Series, line_chart

MONTHS = tuple(f"{(n + 3) % 12 + 1}月" for n in range(12))


def figures_of(account: OfficialAccount, year: int, today: date) -> dict[str, Any]:
    """One query. `rows`: one a metric, twelve months of this 年度 and of the last."""
    first, last = months_of(year - 1)[0], months_of(year)[-1]
    found = list(account.figures.current().within(first, last))
    now, before = (_table(account, found, each, today) for each in (year, year - 1))
    rows = [
        {
            "label": this.metric.label,
            "unit": this.metric.unit,
            "cells": this.cells,
            "values": this.values,
            "total": this.total,
            "last_values": earlier.values,
            "last_total": earlier.total,
        }
        for this, earlier in zip(now.rows, before.rows, strict=True)
    ]
    return {"rows": rows, "is_empty": now.is_empty}


def _table(
    account: OfficialAccount, figures: Iterable[Figure], year: int, today: date
) -> FigureTable:
    metrics = metrics_of(account.service.rule)
    return table_of(metrics, figures, fiscal_year=year, today=today)


def by_month(figures: Mapping[str, Any]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Month → (metric, cell), up to the last month that had come."""
    rows = figures["rows"]
    count = max((len(row["cells"]) for row in rows), default=0)
    return [(MONTHS[n], [(row["label"], row["cells"][n]) for row in rows]) for n in range(count)]


def charts(figures: Mapping[str, Any]) -> list[tuple[str, SafeString]]:
    """One a metric, the last 年度 as a second line."""
    drawn = ((row["label"], _chart(row)) for row in figures["rows"])
    return [(label, chart) for label, chart in drawn if chart]


def _chart(row: Mapping[str, Any]) -> SafeString:
    lines = [Series("この年度", _twelve(row["values"]))]
    if any(value is not None for value in row["last_values"]):
        lines.append(Series("前の年度", _twelve(row["last_values"])))
    title = f"{row['label']}の推移"
    return line_chart(MONTHS, lines, title=title, unit=row["unit"])


def _twelve(values: list[int | None]) -> list[int | None]:
    return [*values, *[None] * (len(MONTHS) - len(values))]
