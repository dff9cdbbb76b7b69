"""Where a 部課 may stand: a 係 in a section, the rest in a 部 or by itself, none in a ring."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError

from komae_sns.staff.models import Department

Kind = Department.Kind
NOT_SECTIONS = {Kind.DIVISION, Kind.UNIT}


def refuse_wrong_place(department: Department, others: Iterable[Department]) -> None:
    """`department` as it shall be, among all `others` as they are. Raises ValidationError."""
    rows = {other.pk: other for other in others if other.pk != department.pk}
    below = [row for row in rows.values() if department.pk and row.parent_id == department.pk]
    _refuse_ring(department, rows)
    _refuse_wrong_parent(department, rows.get(department.parent_id))
    for row in below:
        _refuse_wrong_parent(row, department)


def _refuse_ring(department: Department, rows: dict[int, Department]) -> None:
    met, above = {department.pk}, department.parent_id
    while above:
        if above in met:
            raise ValidationError({"parent": "自分自身や、自分の下の部課を、上位にはできません。"})
        met.add(above)
        above = rows[above].parent_id


def _refuse_wrong_parent(row: Department, parent: Department | None) -> None:
    kind = Kind(row.kind)
    if kind == Kind.UNIT:
        fits = parent is not None and parent.kind not in NOT_SECTIONS
    else:
        fits = parent is None or parent.kind == Kind.DIVISION
    if not fits:
        wanted = "課・室・館・局" if kind == Kind.UNIT else "部"
        raise ValidationError(
            {"parent": f"「{row.name}」は{kind.label}なので、上位は{wanted}にしてください。"}
        )
