"""What a list of work is, and the lists it leads to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.urls import reverse

from approvals.status import ApplicationStatus

SHOWN = 10


@dataclass(frozen=True)
class Task:
    what: str
    url: str
    why: str
    since: date | datetime | None = None
    is_late: bool = False


@dataclass(frozen=True)
class WorkList:
    """`effect` says what is done with each; `has_more`: beyond the first SHOWN."""

    effect: str
    tasks: tuple[Task, ...]
    has_more: bool
    more_url: str

    @property
    def count_text(self) -> str:
        return f"{len(self.tasks)}件以上" if self.has_more else f"{len(self.tasks)}件"


def first(rows: QuerySet) -> tuple[list, bool]:
    found = list(rows[: SHOWN + 1])
    return found[:SHOWN], len(found) > SHOWN


def work_list(effect: str, rows: QuerySet, task: Callable[..., Task], more_url: str) -> WorkList:
    shown, has_more = first(rows)
    return WorkList(effect, tuple(map(task, shown)), has_more, more_url)


def applications_page(status: ApplicationStatus | str = "") -> str:
    return reverse("approvals:application-list") + (f"?status={status}" if status else "")


def meetings_page() -> str:
    return reverse("approvals:meeting-list")


def register_page() -> str:
    return reverse("accounts:account-list")
