"""Charts as SVG, drawn by hand: they print, obey the CSP, and go into PDFs as they are.

A chart never stands alone: its page or paper has the same numbers in a table. Colours come from
`.chart` in components.css; on paper no style sheet reaches a drawing, and its own attributes hold:
black, and readable when small. Series differ in dash and mark too, not in colour only.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, HEIGHT = 640, 260
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 34, 30
TICKS = 4
MOST_LABELS = 6  # more would overlap on a telephone
LABEL_UNITS = 100  # of WIDTH, for the names beside horizontal bars
BAR, GAP = 22, 10


@dataclass(frozen=True)
class Series:
    """`values` beside the chart's labels; None where there is no figure, which breaks the line."""

    name: str
    values: Sequence[float | None]


@dataclass(frozen=True)
class Scale:
    """From 0 to a round number above the greatest value."""

    top: float
    step: float

    @classmethod
    def over(cls, values: Sequence[float]) -> "Scale":
        greatest = max([*values, 0])
        if greatest <= 0:
            return cls(1, 1)
        step = _round_up(greatest / TICKS)
        return cls(step * math.ceil(greatest / step - 1e-9), step)

    @property
    def ticks(self) -> list[float]:
        return [self.step * n for n in range(round(self.top / self.step) + 1)]

    def share(self, value: float) -> float:
        return max(value, 0) / self.top


def _round_up(step: float) -> float:
    """1, 2 or 5 times a power of ten, and no fraction of the countable."""
    power = 10 ** math.floor(math.log10(step))
    nice = next(n * power for n in (1, 2, 5, 10) if n * power >= step * (1 - 1e-9))
    return max(nice, 1)


def spoken(value: float) -> str:
    """「12,000」; a fraction only where there is one."""
    return f"{value:,.0f}" if value == round(value) else f"{value:,.1f}"


def line_chart(
    labels: Sequence[str], series: Sequence[Series], *, title: str, unit: str = ""
) -> SafeString:
    """Figures over time; up to three series. Blank when there is nothing to draw."""
    values = [v for each in series for v in each.values if v is not None]
    if not values:
        return SafeString("")
    scale = Scale.over(values)
    lines = [_line(n, each, scale, len(labels)) for n, each in enumerate(series)]
    body = [*_grid(scale), *_month_labels(labels), *lines]
    if len(series) > 1:
        body.append(_legend(series))
    return _svg(body, title=title, said=_said(labels, series, unit), height=HEIGHT)


def bar_chart(rows: Sequence[tuple[str, float]], *, title: str, unit: str = "") -> SafeString:
    """One bar a row, longest names first cut: progress by 部課, incidents by kind."""
    if not rows:
        return SafeString("")
    scale = Scale.over([value for _, value in rows])
    left = LEFT + LABEL_UNITS
    span = WIDTH - left - RIGHT - 60
    bars = [
        format_html(
            '<text class="chart__label" x="{}" y="{}" text-anchor="end">{}</text>'
            '<rect class="chart__bar" fill="#333" x="{}" y="{}" width="{}" height="{}"/>'
            '<text class="chart__value" x="{}" y="{}">{}{}</text>',
            left - 8,
            _n(y + BAR * 0.72),
            _fitting(name),
            left,
            y,
            _n(span * scale.share(value)),
            BAR,
            _n(left + span * scale.share(value) + 6),
            _n(y + BAR * 0.72),
            spoken(value),
            unit,
        )
        for (name, value), y in zip(rows, _bar_places(len(rows)), strict=True)
    ]
    said = "、".join(f"{name} {spoken(value)}{unit}" for name, value in rows)
    return _svg(bars, title=title, said=said, height=GAP + len(rows) * (BAR + GAP))


def stacked_chart(
    rows: Sequence[tuple[str, Sequence[float]]],
    parts: Sequence[str],
    *,
    title: str,
    unit: str = "",
) -> SafeString:
    """One bar a row, cut into up to three parts that follow each other: how far each has come."""
    if not rows:
        return SafeString("")
    scale = Scale.over([sum(values) for _, values in rows])
    bars = [
        _stacked_bar(name, values, GAP * 2 + 12 + place, scale)
        for (name, values), place in zip(rows, _bar_places(len(rows)), strict=True)
    ]
    said = "。".join(
        f"{name}は"
        + "、".join(f"{part} {spoken(v)}{unit}" for part, v in zip(parts, values, strict=True))
        for name, values in rows
    )
    height = GAP * 2 + 12 + GAP + len(rows) * (BAR + GAP)
    return _svg([_parts_legend(parts), *bars], title=title, said=said, height=height)


def _stacked_bar(name: str, values: Sequence[float], y: int, scale: Scale) -> SafeString:
    left = LEFT + LABEL_UNITS
    span = WIDTH - left - RIGHT - 30
    starts = [sum(values[:n]) for n in range(len(values))]
    lengths = [
        (_n(left + span * scale.share(s)), _n(span * scale.share(v)), v)
        for s, v in zip(starts, values, strict=True)
    ]
    drawn = [
        (n + 1, _SHADES[n], x, y, length, BAR)
        for n, (x, length, value) in enumerate(lengths)
        if value
    ]
    return format_html(
        '<text class="chart__label" x="{}" y="{}" text-anchor="end">{}</text>{}'
        '<text class="chart__value" x="{}" y="{}">{}</text>',
        left - 8,
        _n(y + BAR * 0.72),
        _fitting(name),
        format_html_join("", _PART, drawn),
        _n(left + span * scale.share(sum(values)) + 6),
        _n(y + BAR * 0.72),
        spoken(sum(values)),
    )


_SHADES = ("#333", "#bbb", "#fff")
_PART = (
    '<rect class="chart__part chart__part--{}" fill="{}" stroke="#000" x="{}" y="{}" '
    'width="{}" height="{}"/>'
)


def _parts_legend(parts: Sequence[str]) -> SafeString:
    marks = (
        format_html(
            _PART + '<text class="chart__label" x="{}" y="{}">{}</text>',
            *(n + 1, _SHADES[n], LEFT + n * 190, 6, 14, 14),
            *(LEFT + 20 + n * 190, 19, part),
        )
        for n, part in enumerate(parts)
    )
    return format_html_join("", "{}", ((mark,) for mark in marks))


def _bar_places(count: int) -> Iterator[int]:
    return (GAP + n * (BAR + GAP) for n in range(count))


def _fitting(name: str) -> str:
    return name if len(name) <= 11 else name[:10] + "…"


def _svg(body: Sequence[SafeString], *, title: str, said: str, height: int) -> SafeString:
    return format_html(
        '<svg class="chart" role="img" font-size="17" viewBox="0 0 {} {}" aria-label="{}">{}</svg>',
        WIDTH,
        height,
        f"{title}：{said}",
        format_html_join("", "{}", ((part,) for part in body)),
    )


def _grid(scale: Scale) -> Iterator[SafeString]:
    for tick in scale.ticks:
        y = _n(_y(scale, tick))
        yield format_html(
            '<line class="chart__grid" stroke="#999" x1="{}" y1="{}" x2="{}" y2="{}"/>'
            '<text class="chart__label" x="{}" y="{}" text-anchor="end">{}</text>',
            LEFT,
            y,
            WIDTH - RIGHT,
            y,
            LEFT - 8,
            _n(_y(scale, tick) + 4),
            spoken(tick),
        )


def _month_labels(labels: Sequence[str]) -> Iterator[SafeString]:
    every = math.ceil(len(labels) / MOST_LABELS) or 1
    for n, label in enumerate(labels):
        if n % every == 0:
            yield format_html(
                '<text class="chart__label" x="{}" y="{}" text-anchor="middle">{}</text>',
                _n(_x(n, len(labels))),
                HEIGHT - 8,
                label,
            )


_SERIES = '<g class="chart__series chart__series--{}" stroke="#000" fill="#fff" stroke-width="2">'
_DASHES = ("none", "7 4", "2 4")


def _line(number: int, series: Series, scale: Scale, count: int) -> SafeString:
    points = [
        (_x(n, count), _y(scale, value)) if value is not None else None
        for n, value in enumerate(series.values)
    ]
    path = "".join(_path(points))
    marks = [_mark(number, *point) for point in points if point]
    return format_html(
        _SERIES + '<path d="{}" fill="none" stroke-dasharray="{}"/>{}</g>',
        number + 1,
        path,
        _DASHES[number % 3],
        format_html_join("", "{}", ((mark,) for mark in marks)),
    )


def _path(points: Sequence[tuple[float, float] | None]) -> Iterator[str]:
    pen_is_down = False
    for point in points:
        if point:
            yield f"{'L' if pen_is_down else 'M'}{_n(point[0])} {_n(point[1])}"
        pen_is_down = point is not None


def _mark(number: int, x: float, y: float) -> SafeString:
    """○ □ △: told apart in black and white."""
    match number % 3:
        case 0:
            return format_html('<circle cx="{}" cy="{}" r="3.5"/>', _n(x), _n(y))
        case 1:
            return format_html(
                '<rect x="{}" y="{}" width="7" height="7"/>', _n(x - 3.5), _n(y - 3.5)
            )
        case _:
            corners = f"{_n(x)},{_n(y - 4.5)} {_n(x + 4)},{_n(y + 3)} {_n(x - 4)},{_n(y + 3)}"
            return format_html('<polygon points="{}"/>', corners)


def _legend(series: Sequence[Series]) -> SafeString:
    rows = [
        format_html(
            _SERIES + '{}</g><text class="chart__label" x="{}" y="{}">{}</text>',
            n + 1,
            _mark(n, LEFT + 8 + n * 150, 14),
            LEFT + 18 + n * 150,
            20,
            _fitting(each.name),
        )
        for n, each in enumerate(series)
    ]
    return format_html_join("", "{}", ((row,) for row in rows))


def _said(labels: Sequence[str], series: Sequence[Series], unit: str) -> str:
    """First and last figure of each series: the table beside the chart has them all."""
    return "。".join(filter(None, (_course(labels, each, unit) for each in series)))


def _course(labels: Sequence[str], series: Series, unit: str) -> str:
    known = [(labels[n], v) for n, v in enumerate(series.values) if v is not None]
    if not known:
        return ""
    (first, start), (last, end) = known[0], known[-1]
    if len(known) == 1:
        return f"{series.name}は{first}に{spoken(start)}{unit}"
    return f"{series.name}は{first}の{spoken(start)}{unit}から{last}の{spoken(end)}{unit}まで"


def _x(n: int, count: int) -> float:
    inset = 20
    span = WIDTH - LEFT - RIGHT - 2 * inset
    return LEFT + inset + (span * n / (count - 1) if count > 1 else span / 2)


def _y(scale: Scale, value: float) -> float:
    span = HEIGHT - TOP - BOTTOM
    return TOP + span * (1 - scale.share(value))


def _n(number: float) -> str:
    """Short, and the same on every machine."""
    return f"{number:.1f}".removesuffix(".0")
