"""The dry run: a file read with the settled columns, and what would become of each row."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from komae_sns.documents import wareki
from komae_sns.documents.fiscal_year import first_day, fiscal_year
from komae_sns.home.intake.kinds import Kind, words
from komae_sns.intake import Layout, Plan, Sheet, Verdict, layout_of, proposed, rows_of
from komae_sns.intake.columns import plain
from komae_sns.staff.actors import Actor


@dataclass(frozen=True)
class Look:
    sheets: tuple[Sheet, ...]
    sheet: Sheet
    layout: Layout
    plan: Plan
    skipped: tuple[tuple[int, str], ...]
    missing: tuple[str, ...]  # labels of required columns that the table has not

    @property
    def headings(self) -> tuple[str, ...]:
        return self.sheet.rows[self.layout.heading - 1]

    @property
    def writing(self) -> int:
        return len(self.plan.of(Verdict.NEW, Verdict.CHANGED))

    @property
    def has_rows(self) -> bool:
        return bool(self.plan.rows)


def look(
    kind: Kind,
    sheets: Sequence[Sheet],
    layout: Layout,
    *,
    sheet: int = 0,
    defaults: Mapping[str, str],
    by: Actor | None,
    today: date,
) -> Look:
    chosen = sheets[sheet if sheet < len(sheets) else 0]
    read = rows_of(
        chosen,
        kind.columns,
        layout,
        words=words(),
        parse_date=wareki.parse,
        defaults=defaults,
    )
    missing = missing_columns(kind, layout, defaults)
    plan = Plan(()) if missing else kind.plan(read.rows, by, today)
    return Look(tuple(sheets), chosen, layout, plan, read.skipped, missing)


def missing_columns(kind: Kind, layout: Layout, defaults: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(
        column.label
        for column in kind.columns
        if column.required
        and not defaults.get(column.key)
        and not {column.key, *column.either} & set(layout.places)
    )


def first_layout(
    kind: Kind, sheets: Sequence[Sheet], remembered: Mapping[str, Mapping[str, int]]
) -> tuple[int, Layout]:
    """The sheet whose headings are known best; settled columns of the same headings come back."""
    layouts = [layout_of(kind.columns, sheet) for sheet in sheets]
    best = max(range(len(sheets)), key=lambda place: len(layouts[place].places))
    layout = layouts[best]
    settled = remembered.get(headings_key(sheets[best], layout.heading))
    return best, Layout(layout.heading, settled) if settled else layout


def headings_key(sheet: Sheet, heading: int) -> str:
    headings = sheet.rows[heading - 1] if heading <= len(sheet.rows) else ()
    text = "\x1f".join(plain(text) for text in headings).rstrip("\x1f")
    return hashlib.sha256(text.encode()).hexdigest()


def layout_at(kind: Kind, sheet: Sheet, heading: int) -> Layout:
    return Layout(heading, proposed(kind.columns, sheet, heading))


def first_defaults(kind: Kind, today: date) -> dict[str, str]:
    """「next_april」 and 「today」 are written as their dates."""
    given = {column.key: column.default for column in kind.columns if column.default}
    days = {"next_april": first_day(fiscal_year(today) + 1), "today": today}
    return {k: days[text].isoformat() if text in days else text for k, text in given.items()}
