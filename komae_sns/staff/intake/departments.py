"""部課 from a table, recognised by code, or by name where the table has no codes."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from komae_sns.intake import Plan, Planned, Row, Verdict
from komae_sns.intake.columns import plain
from komae_sns.staff import services
from komae_sns.staff.actors import Actor
from komae_sns.staff.hierarchy import refuse_wrong_place
from komae_sns.staff.intake.changing import check_columns, differing, shown
from komae_sns.staff.intake.finding import Departments
from komae_sns.staff.models import Department

Kind = Department.Kind
PLAIN = ("code", "name", "kana", "kind", "document_symbol", "starts_on", "ends_on")
_BY_ENDING = {
    "部": Kind.DIVISION,
    "課": Kind.SECTION,
    "室": Kind.OFFICE,
    "館": Kind.FACILITY,
    "局": Kind.BUREAU,
    "係": Kind.UNIT,
}


def plan(rows: Sequence[Row], *, today: date) -> Plan:
    return _Planning(rows, today).plan()


class _Planning:
    """`shall`: every 部課 as it will be, new ones under negative keys; parents may come later."""

    def __init__(self, rows: Sequence[Row], today: date) -> None:
        self.rows, self.today = rows, today
        self.known = Departments()
        self.by_code = {department.code: department for department in self.known.all}
        self.shall = {d.pk: _copy(d) for d in self.known.all}
        self.own: dict[int, Department] = {}
        self.lines: dict[int | str, int] = {}

    def plan(self) -> Plan:
        facts = {row.line: self._facts(row) for row in self.rows}
        for row in self.rows:
            self._give_parent(row, facts[row.line])
        return Plan(tuple(self._planned(row, facts[row.line]) for row in self.rows))

    def _facts(self, row: Row) -> dict[str, Any]:
        facts = {name: row.get(name) for name in PLAIN if row.get(name) is not None}
        department = self._existing(row)
        if department is None:
            self._complete(row, facts)
        key = department.pk if department else facts.get("code", row.line)
        if self.lines.setdefault(key, row.line) != row.line:
            row.refuse("code", f"{self.lines[key]}行目と同じ部課です。")
        shall = self.shall[department.pk] if department else Department(pk=-row.line)
        for name, value in facts.items():
            setattr(shall, name, value)
        check_columns(row, shall, facts)
        self.shall[shall.pk] = self.own[row.line] = shall
        return facts

    def _existing(self, row: Row) -> Department | None:
        if row.text("code"):
            return self.by_code.get(row.text("code"))
        living = [d for d in self.known.named(row.text("name")) if d.ends_on is None]
        return living[0] if len(living) == 1 else None

    def _complete(self, row: Row, facts: dict[str, Any]) -> None:
        """A new one's facts; the kind is told by the name's last character."""
        if "kind" not in facts and (name := row.text("name")):
            kind = _BY_ENDING.get(name[-1])
            if kind:
                facts["kind"] = kind
            else:
                row.refuse("kind", "種類（部・課・室・館・局・係）を書いてください。")
        facts.setdefault("starts_on", self.today)
        for name, label in (("code", "部課コード"), ("kana", "よみがな")):
            if name not in facts:
                row.refuse(name, f"新しい部課には、{label}が必要です。")

    def _give_parent(self, row: Row, facts: dict[str, Any]) -> None:
        text = row.text("parent")
        if not text:
            return
        found = [
            d
            for d in self.shall.values()
            if plain(text) in {plain(d.code), plain(d.name)} and d.ends_on is None
        ]
        if len(found) != 1:
            sentence = "は登録されていません。" if not found else "は1つに決まりません。"
            row.refuse("parent", f"上位の「{text}」{sentence}")
            return
        shall = self.own[row.line]
        facts["parent"] = shall.parent = found[0]

    def _planned(self, row: Row, facts: dict[str, Any]) -> Planned:
        shall = self.own[row.line]
        what = f"{shall.name}（{shall.code}）" if shall.code else shall.name
        if not row.is_wrong:
            self._check_place(row, shall)
        if row.is_wrong:
            return Planned.wrong(row, what)
        if shall.pk < 0:
            changes = shown(Department(), {}, facts)
            return Planned(row.line, Verdict.NEW, what, changes, facts=(None, facts))
        old = next(d for d in self.known.all if d.pk == shall.pk)
        changed = differing(old, facts)
        if not changed:
            return Planned(row.line, Verdict.SAME, what)
        before = {name: getattr(old, name) for name in changed}
        changes = shown(old, before, changed)
        return Planned(row.line, Verdict.CHANGED, what, changes, facts=(old.pk, changed))

    def _check_place(self, row: Row, shall: Department) -> None:
        try:
            refuse_wrong_place(shall, self.shall.values())
        except ValidationError as wrong:
            row.refuse("parent", "".join(wrong.messages))
        except KeyError:
            row.refuse("parent", "上位の部課の行に誤りがあります。")
        if shall.ends_on and shall.ends_on < shall.starts_on:
            row.refuse("ends_on", "最後の日は、設置日より後にしてください。")


def _copy(department: Department) -> Department:
    names = [field.attname for field in Department._meta.concrete_fields]
    return Department(**{name: getattr(department, name) for name in names})


@transaction.atomic
def take(plan: Plan, *, by: Actor | None) -> None:
    """Those above first: a new 課 stands in a new 部 of the same table."""
    made: dict[int, Department] = {}
    waiting = list(plan.of(Verdict.NEW, Verdict.CHANGED))
    while waiting:
        ready = [row for row in waiting if _parent_is_there(row.facts[1], made)]
        for row in ready:
            _take_row(row, made, by)
        waiting = [row for row in waiting if row not in ready]
        if not ready:
            raise ValidationError("上位の部課の行に誤りがあるため、取り込めません。")


def _parent_is_there(facts: Mapping[str, Any], made: Mapping[int, Department]) -> bool:
    parent = facts.get("parent")
    return parent is None or parent.pk > 0 or parent.pk in made


def _take_row(row: Planned, made: dict[int, Department], by: Actor) -> None:
    key, facts = row.facts
    if (parent := facts.get("parent")) is not None:
        above = made.get(parent.pk) or Department.objects.get(pk=parent.pk)
        facts = {**facts, "parent": above}
    if key is None:
        made[-row.line] = services.create_department(facts, by=by)
    else:
        services.change_department(Department.objects.get(pk=key), facts, by=by)
