"""The section that a row names, and the head who manages for it."""

from collections import defaultdict
from datetime import date

from komae_sns.intake import Row
from komae_sns.intake.columns import plain
from komae_sns.staff.intake.finding import Departments
from komae_sns.staff.models import Appointment, Department
from komae_sns.staff.posts import Post


class Sections:
    """Reads the sections and their heads once."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.departments = Departments()
        self.heads = _heads(today)

    def of(self, row: Row) -> Department | None:
        if not row.text("department"):
            return None
        found = self.departments.find(row, "department", self.today)
        if found is None:
            return None
        if found.kind == Department.Kind.UNIT and found.parent:
            return found.parent
        if found.kind == Department.Kind.DIVISION:
            row.refuse("department", f"「{found.name}」は部です。運用する課を書いてください。")
            return None
        return found

    def manager(self, row: Row, department: Department | None) -> Appointment | None:
        """The head of the section, by post; who is named must be it."""
        if department is None:
            return None
        heads, text = self.heads.get(department.pk, []), row.text("manager")
        if not heads:
            row.refuse(
                "manager",
                f"「{department.name}」に、いまの所属長がいません。任命を先に取り込んでください。",
            )
            return None
        if not text:
            return heads[0]
        named = [head for head in heads if _is_called(head, text)]
        if not named:
            row.refuse(
                "manager",
                f"「{text}」は、{department.name}のいまの所属長（{heads[0].user.name}）ではありません。",
                heads[0].office,
            )
            return None
        return named[0]


def _heads(today: date) -> dict[int, list[Appointment]]:
    found: dict[int, list[Appointment]] = defaultdict(list)
    held = Appointment.objects.on(today).holding(Post.HEAD).with_people()
    for head in held.filter(department__isnull=False).order_by("pk"):
        found[head.department.section_id].append(head)
    return found


def _is_called(head: Appointment, text: str) -> bool:
    names = (head.office, head.title, head.user.name, head.user.username)
    wanted = plain(text)
    short = {"課長", "室長", "館長", "局長", "所属長", "課長職"}
    both = plain(f"{head.office}{head.user.name}")
    return wanted in {plain(name) for name in names if name} | {plain(s) for s in short} | {both}
