"""All departments in one query, each knowing those above: lists name them on every row."""

from datetime import date, datetime, time, timedelta

from django.utils.timezone import make_aware

from komae_sns.audit.models import Entry
from komae_sns.staff.models import Department


def department_tree() -> dict[int, Department]:
    """By key, in 五十音 order."""
    tree = {department.pk: department for department in Department.objects.by_kana()}
    for department in tree.values():
        department.parent = tree.get(department.parent_id)
    return tree


def department_tree_on(day: date) -> dict[int, Department]:
    """As they were called, and under which 部 they stood, at the end of that day: what the trail
    says of later changes is taken back, the newest first.
    """
    tree = department_tree()
    divisions = {d.name: d for d in tree.values() if d.kind == Department.Kind.DIVISION}
    for pk, changes in _changes_after(day):
        department = tree.get(int(pk))
        if department is None:
            continue
        if name := changes.get(_NAME, [""])[0]:
            department.name = name
            if department.kind == Department.Kind.DIVISION:
                divisions[name] = department
        if above := divisions.get(changes.get(_ABOVE, [""])[0]):
            department.parent = above
    return tree


_NAME, _ABOVE = (str(Department._meta.get_field(n).verbose_name) for n in ("name", "parent"))


def _changes_after(day: date) -> list[tuple[str, dict[str, list[str]]]]:
    begins = make_aware(datetime.combine(day + timedelta(days=1), time.min))
    later = Entry.objects.filter(action="staff.department_changed", at__gte=begins)
    return list(later.newest_first().values_list("subject_id", "changes"))
