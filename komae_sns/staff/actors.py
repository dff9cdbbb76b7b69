"""Actor: somebody on a day. Every service and predicate takes one; none reads the clock."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import Q

from komae_sns.staff import people
from komae_sns.staff.models import Appointment, Department, Deputy, User
from komae_sns.staff.posts import COMMITTEE, MAY_STAND_IN, Post


@dataclass
class _Step:
    """Whose post the step just taken needed; None: their own."""

    holder: Appointment | None = None


@dataclass(frozen=True)
class Actor:
    """A person with the posts held on `today`, and those they stand in for (代決)."""

    user: User
    today: date
    appointments: tuple[Appointment, ...]
    _step: _Step = field(default_factory=_Step, compare=False, repr=False)

    def holds(self, *posts: Post) -> bool:
        return any(a.post in posts for a in self.appointments)

    @property
    def on_committee(self) -> bool:
        return self.holds(*COMMITTEE)

    @cached_property
    def section_ids(self) -> frozenset[int]:
        """Sections whose papers they work on, as head or clerk."""
        return _sections_of(self.appointments)

    @cached_property
    def overseen_section_ids(self) -> frozenset[int]:
        """Sections below a 部 they head: to read of, never to act for. One query, of 部長 alone."""
        headed = {
            a.department_id
            for a in self.appointments
            if a.post == Post.HEAD and a.department.kind == Department.Kind.DIVISION
        }
        if not headed:
            return frozenset()
        return frozenset(Department.objects.filter(parent__in=headed).values_list("pk", flat=True))

    @cached_property
    def read_section_ids(self) -> frozenset[int]:
        """Those whose papers they may read: their own, and those below their 部."""
        return self.section_ids | self.overseen_section_ids

    def oversees(self, department: Department) -> bool:
        return department.section_id in self.overseen_section_ids

    @property
    def appointment_ids(self) -> frozenset[int]:
        """Their own posts and those in which they stand in."""
        return frozenset(a.pk for a in self.appointments)

    def works_in(self, department: Department) -> bool:
        return department.section_id in self.section_ids

    def heads(self, department: Department) -> bool:
        return self.headship_of(department) is not None

    def headship_of(self, department: Department) -> Appointment | None:
        """Their own first."""
        headships = (
            a
            for a in (*self.own, *self.deputed)
            if a.post == Post.HEAD and a.department_id == department.section_id
        )
        return next(headships, None)

    @cached_property
    def own(self) -> tuple[Appointment, ...]:
        return tuple(a for a in self.appointments if a.user_id == self.user.pk)

    @cached_property
    def deputed(self) -> tuple[Appointment, ...]:
        """The posts of others for which they stand in today."""
        return tuple(a for a in self.appointments if a.user_id != self.user.pk)

    @cached_property
    def in_person(self) -> "Actor":
        """With their own posts alone."""
        return Actor(self.user, self.today, self.own)

    def standing_in_for(self, appointment: Appointment) -> "Actor":
        return Actor(self.user, self.today, (*self.own, appointment))

    @cached_property
    def persons(self) -> frozenset[int]:
        """User ids: themselves and those they stand in for. What one may not, the other may not."""
        return frozenset({self.user.pk, *(a.user_id for a in self.deputed)})

    @cached_property
    def cisos(self) -> tuple[User, ...]:
        """Who holds that post today, or stands in for it; while nobody does, others answer."""
        return tuple(people.holding(Post.CISO, today=self.today))

    @cached_property
    def interested_section_ids(self) -> frozenset[int]:
        """Their sections and those of the people they stand in for."""
        if not self.deputed:
            return self.section_ids
        holders = Appointment.objects.on(self.today).filter(user__in=self.persons)
        return self.section_ids | _sections_of(holders.select_related("department"))

    def has_interest_in(self, department: Department) -> bool:
        return department.section_id in self.interested_section_ids

    def take_step_for(self, holder: Appointment | None) -> None:
        """Noted by permissions.require: the trail names both."""
        self._step.holder = holder

    @property
    def on_behalf_of(self) -> Appointment | None:
        return self._step.holder

    @property
    def signature_id(self) -> int:
        return self.user.pk

    @property
    def signature(self) -> str:
        """「秘書広報室長 山田太郎」 as the trail keeps it for ever."""
        offices = "・".join(dict.fromkeys(a.office for a in self.own))
        return f"{offices} {self.user.name}".strip()[:300]

    def signed(self, holder: Appointment | None) -> str:
        """On papers: the holder's name with the deputy's beside it."""
        return f"{holder.signature}（代決　{self.signature}）" if holder else self.signature


def _sections_of(appointments: object) -> frozenset[int]:
    return frozenset(
        a.department.section_id
        for a in appointments
        if a.department and a.post in {Post.HEAD, Post.CLERK}
    )


def actor_of(user: User, today: date) -> Actor:
    """One query. Who has no post of their own that may stand in, stands in for nobody."""
    deputed = Deputy.objects.on(today).filter(user=user).values("appointment")
    held = Appointment.objects.on(today).filter(Q(user=user) | Q(pk__in=deputed))
    rows = held.select_related("user", "department", "department__parent").order_by("pk")
    own = [a for a in rows if a.user_id == user.pk]
    may_stand_in = own and all(a.post in MAY_STAND_IN for a in own)
    return Actor(user, today, tuple(rows if may_stand_in else own))
