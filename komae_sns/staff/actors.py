"""Actor: somebody on a day. Every service and predicate takes one; none reads the clock."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from komae_sns.staff.models import Appointment, Department, User
from komae_sns.staff.posts import COMMITTEE, Post


@dataclass(frozen=True)
class Actor:
    """A person with the posts held on `today`."""

    user: User
    today: date
    appointments: tuple[Appointment, ...]

    def holds(self, *posts: Post) -> bool:
        return any(a.post in posts for a in self.appointments)

    @property
    def on_committee(self) -> bool:
        return self.holds(*COMMITTEE)

    @cached_property
    def section_ids(self) -> frozenset[int]:
        """Sections whose papers they work on, as head or clerk."""
        return frozenset(
            a.department.section_id
            for a in self.appointments
            if a.department and a.post in {Post.HEAD, Post.CLERK}
        )

    def works_in(self, department: Department) -> bool:
        return department.section_id in self.section_ids

    def heads(self, department: Department) -> bool:
        return any(
            a.post == Post.HEAD and a.department_id == department.section_id
            for a in self.appointments
        )

    @property
    def signature_id(self) -> int:
        return self.user.pk

    @property
    def signature(self) -> str:
        """「秘書広報室長 山田太郎」 as the trail keeps it for ever."""
        offices = "・".join(dict.fromkeys(a.office for a in self.appointments))
        return f"{offices} {self.user.name}".strip()[:300]


def actor_of(user: User, today: date) -> Actor:
    """One query."""
    held = user.appointments.on(today).select_related("department", "department__parent")
    return Actor(user, today, tuple(held.order_by("pk")))
