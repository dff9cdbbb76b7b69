"""Who holds a post on a day, for telling them and for asking them."""

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Q, QuerySet

from komae_sns.staff.models import Appointment, Department, Deputy, User
from komae_sns.staff.posts import COMMITTEE, Post


def holding(*posts: Post, today: date) -> QuerySet[User]:
    return _with_deputies(Appointment.objects.on(today).holding(*posts), today)


def _with_deputies(held: QuerySet[Appointment], today: date) -> QuerySet[User]:
    """Who holds these posts, and who stands in for them today."""
    deputies = Deputy.objects.on(today).filter(appointment__in=held)
    return User.objects.filter(
        Q(pk__in=held.values("user")) | Q(pk__in=deputies.values("user")), is_active=True
    )


def secretariat(today: date) -> QuerySet[User]:
    return holding(Post.SECRETARIAT, today=today)


def secretariat_section(today: date) -> Department | None:
    """Where the secretariat's people work, whose 文書記号 its papers bear."""
    theirs = Appointment.objects.on(today).holding(Post.SECRETARIAT).with_people().order_by("pk")
    named = next((a.department for a in theirs if a.department), None)
    if named:
        return named
    works = Appointment.objects.on(today).holding(Post.HEAD, Post.CLERK).with_people()
    places = {a.user_id: a.department for a in works.filter(user__in=[a.user_id for a in theirs])}
    return next((_section(places[a.user_id]) for a in theirs if a.user_id in places), None)


def _section(department: Department) -> Department:
    below = department.section_id != department.pk
    return department.parent if below else department


def chair(today: date) -> QuerySet[User]:
    return holding(Post.CHAIR, today=today)


def committee(today: date) -> QuerySet[User]:
    return holding(*COMMITTEE, today=today)


def heads_of(department: Department, today: date) -> QuerySet[User]:
    return _in_section(department, today, Post.HEAD)


def clerks_of(department: Department, today: date) -> QuerySet[User]:
    return _in_section(department, today, Post.CLERK)


def workers_of(department: Department, today: date) -> QuerySet[User]:
    """Heads and clerks of the section."""
    return _in_section(department, today, Post.HEAD, Post.CLERK)


def stood_in_for(
    people: Iterable[int], posts: Collection[Post], today: date
) -> dict[int, Appointment]:
    """Of these people: who is among them for another one's post alone, and whose."""
    people = list(people)
    deputies = Deputy.objects.on(today).filter(
        user__in=people, appointment__user__in=people, appointment__post__in=posts
    )
    found = {row.user_id: row.appointment for row in deputies.select_related("appointment__user")}
    if found:
        own = Appointment.objects.on(today).holding(*posts).filter(user__in=found)
        for person in own.values_list("user_id", flat=True):
            found.pop(person, None)
    return found


def _in_section(department: Department, today: date, *posts: Post) -> QuerySet[User]:
    held = Appointment.objects.on(today).holding(*posts).in_section(department)
    return _with_deputies(held, today)
