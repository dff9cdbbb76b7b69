"""A 年度 of figures as page, chart and paper read it: months across, one row a metric."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString

from accounts.metrics import Metric
from accounts.models import Figure
from accounts.services.figures import Entry
from komae_sns.documents.charts import Series, line_chart

MONTHS = 12


@dataclass(frozen=True)
class Row:
    metric: Metric
    figures: tuple[Figure | None, ...]

    @property
    def cells(self) -> list[str]:
        return [Entry.of(f).spoken(self.metric) if f else "" for f in self.figures]

    @property
    def values(self) -> list[int | None]:
        return [figure.value if figure else None for figure in self.figures]

    def chart(self, labels: Sequence[str]) -> SafeString:
        """Blank for days, and where nothing is known."""
        series = Series(self.metric.label, self.values)
        title = f"{self.metric.label}の推移"
        return line_chart(labels, [series], title=title, unit=self.metric.unit)

    @property
    def total(self) -> str:
        """Of a flow the sum, of a stock how it changed, over the months that are known."""
        known = [value for value in self.values if value is not None]
        if self.metric.kind == "flow" and known:
            return f"{sum(known):,}{self.metric.unit}"
        if self.metric.kind == "stock" and len(known) > 1:
            return f"{known[-1] - known[0]:+,}{self.metric.unit}"
        return ""


@dataclass(frozen=True)
class FigureTable:
    months: tuple[date, ...]
    rows: tuple[Row, ...]

    @property
    def is_empty(self) -> bool:
        return not any(figure for row in self.rows for figure in row.figures)

    @property
    def by_month(self) -> list[tuple[date, list[tuple[Metric, str]], bool]]:
        """Month, its cells, whether anything is known of it."""
        columns = [(row.metric, row.cells) for row in self.rows]
        lines = [[(metric, cells[n]) for metric, cells in columns] for n in range(len(self.months))]
        known = [any(cell for _, cell in line) for line in lines]
        return list(zip(self.months, lines, known, strict=True))

    @property
    def charts(self) -> list[tuple[str, SafeString]]:
        """One a metric: followers and posts share no scale."""
        labels = [f"{month.month}月" for month in self.months]
        drawn = ((row.metric.label, row.chart(labels)) for row in self.rows)
        return [(label, chart) for label, chart in drawn if chart]


def months_of(fiscal_year: int) -> tuple[date, ...]:
    return tuple(date(fiscal_year + (n + 3) // 12, (n + 3) % 12 + 1, 1) for n in range(MONTHS))


def table_of(
    metrics: Sequence[Metric], figures: Iterable[Figure], *, fiscal_year: int, today: date
) -> FigureTable:
    """`figures`: the account's current ones. Months to come, and metrics no longer asked, are not
    shown."""
    months = tuple(month for month in months_of(fiscal_year) if month <= today)
    found = {(figure.metric, figure.month): figure for figure in figures}
    rows = (Row(m, tuple(found.get((m.code, month)) for month in months)) for m in metrics)
    return FigureTable(months, tuple(rows))
