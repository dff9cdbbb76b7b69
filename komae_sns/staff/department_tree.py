"""All departments in one query, each knowing those above: lists name them on every row."""

from komae_sns.staff.models import Department


def department_tree() -> dict[int, Department]:
    """By key, in 五十音 order."""
    tree = {department.pk: department for department in Department.objects.by_kana()}
    for department in tree.values():
        department.parent = tree.get(department.parent_id)
    return tree
