"""What a list of work is, and the lists it leads to."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, partial
from itertools import compress

from django.db.models import QuerySet
from django.urls import reverse

from approvals.status import ApplicationStatus
from komae_sns.home.work.rows_there import rows_there
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import User

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
    rows: QuerySet
    tell: Callable[[list], Iterable[Task]]
    more_url: str

    @cached_property
    def _first(self) -> tuple[list, bool]:
        return first(self.rows)

    @cached_property
    def tasks(self) -> tuple[Task, ...]:
        return tuple(self.tell(self._first[0]))

    @property
    def has_more(self) -> bool:
        return self._first[1]

    @property
    def count_text(self) -> str:
        return f"{len(self.tasks)}件以上" if self.has_more else f"{len(self.tasks)}件"


def first(rows: QuerySet) -> tuple[list, bool]:
    found = list(rows[: SHOWN + 1])
    return found[:SHOWN], len(found) > SHOWN


def work_list(effect: str, rows: QuerySet, task: Callable[..., Task], more_url: str) -> WorkList:
    return WorkList(effect, rows, partial(map, task), more_url)


def filled(lists: Sequence[WorkList], actor: Actor) -> tuple[WorkList, ...]:
    """Those with rows."""
    oneself = User.objects.filter(pk=actor.user.pk)
    return tuple(compress(lists, rows_there([work.rows for work in lists], oneself)))


def applications_page(status: ApplicationStatus | str = "") -> str:
    return reverse("approvals:application-list") + (f"?status={status}" if status else "")


def meetings_page() -> str:
    return reverse("approvals:meeting-list")


def register_page() -> str:
    return reverse("accounts:account-list")
