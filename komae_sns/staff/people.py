"""Who holds a post on a day, for telling them and for asking them."""

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


def committee(today: date) -> QuerySet[User]:
    return holding(*COMMITTEE, today=today)


def heads_of(department: Department, today: date) -> QuerySet[User]:
    return _in_section(department, today, Post.HEAD)


def workers_of(department: Department, today: date) -> QuerySet[User]:
    """Heads and clerks of the section."""
    return _in_section(department, today, Post.HEAD, Post.CLERK)


def _in_section(department: Department, today: date, *posts: Post) -> QuerySet[User]:
    held = Appointment.objects.on(today).holding(*posts).in_section(department)
    return _with_deputies(held, today)
