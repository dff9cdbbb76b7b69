"""DESIGN 3's table (clauses.toml): which screens, papers and commands fulfil which clause."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from accounts import checklist
from approvals import plan_form
from komae_sns import city
from komae_sns.forms import PortalForm

_FILE = Path(__file__).with_name("clauses.toml")
STATES = {"done": "できている", "partly": "一部", "later": "まだない"}


@dataclass(frozen=True)
class Row:
    """`screens` and `documents`: (name in the code, name to read)."""

    clauses: tuple[str, ...]
    what: str
    state: str
    screens: tuple[tuple[str, str], ...] = ()
    documents: tuple[tuple[str, str], ...] = ()
    commands: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    missing: str = ""
    proviso: bool = False

    @property
    def name(self) -> str:
        return "・".join(self.clauses) + (" ただし書" if self.proviso else "")

    @property
    def state_label(self) -> str:
        return STATES[self.state]

    @property
    def fulfilled_by(self) -> tuple[str, ...]:
        named = (label for _, label in (*self.screens, *self.documents))
        return (*named, *(f"manage.py {command}" for command in self.commands))

    def touches(self, clause: str) -> bool:
        return any(concerns(own, clause) for own in self.clauses)


def concerns(one: str, other: str) -> bool:
    """The same clause, or one of them lies below the other."""
    return one == other or _lies_below(one, other) or _lies_below(other, one)


def _lies_below(below: str, above: str) -> bool:
    """4(2)ア(ア) below 4(2)ア; 見本第10条 not below 見本第1条, nor 10 below 1."""
    rest = below.removeprefix(above)
    return rest != below and not (rest[0].isdecimal() and above[-1:].isdecimal())


@cache
def rows() -> tuple[Row, ...]:
    with _FILE.open("rb") as file:
        return tuple(map(_row, tomllib.load(file)["row"]))


def _row(table: dict[str, Any]) -> Row:
    pairs = {key: tuple(map(tuple, table.get(key, ()))) for key in ("screens", "documents")}
    lists = {key: tuple(table.get(key, ())) for key in ("clauses", "commands", "rules")}
    return Row(**table | pairs | lists)


@dataclass(frozen=True)
class Touched:
    """What a changed clause of the guideline calls to look at again."""

    rows: tuple[Row, ...]
    fields: tuple[str, ...]
    checks: tuple[str, ...]

    @property
    def is_nothing(self) -> bool:
        return not (self.rows or self.fields or self.checks)


def touched_by(clause: str) -> Touched:
    form = city.facts()["plan_form"]["number"]
    asked = (
        f"{form}「{f.label}」"
        for f in plan_form.fields()
        if f.clause and concerns(f.clause, clause)
    )
    checks = (item.text for item in checklist.items() if concerns(item.clause, clause))
    return Touched(
        rows=tuple(row for row in rows() if row.touches(clause)),
        fields=tuple(dict.fromkeys((*asked, *_form_fields(clause)))),
        checks=tuple(checks),
    )


def _form_fields(clause: str) -> Iterator[str]:
    """The fields of the portal's forms that show the clause beside them."""
    for form in _forms(PortalForm):
        for name, own in form.clauses.items():
            field = form.base_fields.get(name)
            if field is not None and concerns(own, clause):
                yield f"画面の項目「{field.label or name}」"


def _forms(kind: type[PortalForm]) -> Iterator[type[PortalForm]]:
    for form in kind.__subclasses__():
        if not form.__module__.startswith("tests."):
            yield form
            yield from _forms(form)
