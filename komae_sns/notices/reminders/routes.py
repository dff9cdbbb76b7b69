"""Whom a matter concerns on a day, found in the database: for each subject the persons told.

A route makes querysets of four columns: subject, day counted from, person, and the appointment
in whose place a deputy is told (NULL for the holder).
"""

from collections.abc import Callable, Iterable
from datetime import date

from django.db.models import BigIntegerField, DateField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from komae_sns.staff.models import Appointment, Department, Deputy
from komae_sns.staff.posts import Post

Told = Iterable[QuerySet]
Route = Callable[[QuerySet, date], Told]
COLUMNS = ("told_subject", "told_from", "told_person", "told_for")
_NOBODY = Cast(Value(None), BigIntegerField())


def told(
    rows: QuerySet,
    person: str | Combinable,
    *,
    in_place_of: str | Combinable = _NOBODY,
    subject: str = "pk",
    counted_from: str | Combinable = "counted_from",
) -> QuerySet:
    """`person` and `in_place_of`: names of columns, or expressions."""
    found = rows.order_by().annotate(
        told_subject=F(subject),
        told_from=Cast(_column(counted_from), DateField()),
        told_person=_column(person),
        told_for=_column(in_place_of),
    )
    return found.values(*COLUMNS)


def _column(name: str | Combinable) -> Combinable:
    return F(name) if isinstance(name, str) else name


def holders(path: str, *posts: Post, alone: bool = False) -> Route:
    """Who holds, that day, the appointment at the end of `path`, and who stands in for them."""

    def find(subjects: QuerySet, day: date) -> Told:
        held = _in_effect(path, day)
        if posts:
            held &= Q(**{f"{path}__post__in": posts})
        own = subjects.filter(held, **{f"{path}__user__is_active": True})
        yield told(own, f"{path}__user")
        if alone:
            return
        deputies = f"{path}__deputies"
        standing_in = Q(
            **{
                f"{deputies}__starts_on__lte": day,
                f"{deputies}__ends_on__gte": day,
                f"{deputies}__ended_at": None,
                f"{deputies}__user__is_active": True,
            }
        )
        deputed = subjects.filter(held & standing_in)
        yield told(deputed, f"{deputies}__user", in_place_of=path)

    return find


def heads_of(section: str = "department") -> Route:
    return holders(f"{section}__appointments", Post.HEAD)


def clerks_of(section: str = "department") -> Route:
    """Of the section and of the 係 below it."""

    def find(subjects: QuerySet, day: date) -> Told:
        yield from holders(f"{section}__appointments", Post.CLERK)(subjects, day)
        below = subjects.filter(**{f"{section}__children__kind": Department.Kind.UNIT})
        yield from holders(f"{section}__children__appointments", Post.CLERK)(below, day)

    return find


def director_of(section: str = "department") -> Route:
    """部長: who heads the 部 above the section."""

    def find(subjects: QuerySet, day: date) -> Told:
        below = subjects.filter(**{f"{section}__parent__kind": Department.Kind.DIVISION})
        return holders(f"{section}__parent__appointments", Post.HEAD)(below, day)

    return find


def persons(path: str, *, in_a_period: bool = False) -> Route:
    """The users at the end of `path`; `in_a_period`: where the row above them is in effect."""

    def find(subjects: QuerySet, day: date) -> Told:
        found = subjects.filter(**{f"{path}__is_active": True} if path != "pk" else {})
        if in_a_period:
            above = path.rpartition("__")[0]
            found = subjects.filter(_in_effect(above, day), **{f"{path}__is_active": True})
        yield told(found, path)

    return find


def office(*posts: Post) -> Route:
    """Everybody in these posts of the city: few, so each is named."""

    def find(subjects: QuerySet, day: date) -> Told:
        held = Appointment.objects.on(day).holding(*posts)
        for person in held.filter(user__is_active=True).values_list("user", flat=True).distinct():
            yield told(subjects, _number(person))
        deputies = Deputy.objects.on(day).filter(appointment__in=held, user__is_active=True)
        for person, post in deputies.values_list("user", "appointment"):
            yield told(subjects, _number(person), in_place_of=_number(post))

    return find


def _number(value: int) -> Combinable:
    return Value(value, output_field=BigIntegerField())


def _in_effect(path: str, day: date) -> Q:
    over = Q(**{f"{path}__ends_on": None}) | Q(**{f"{path}__ends_on__gte": day})
    return Q(**{f"{path}__starts_on__lte": day}) & over


SECRETARIAT = office(Post.SECRETARIAT)
CHAIR = office(Post.CHAIR)


def secretariat_without(section: str, *posts: Post, holder: str = "") -> Route:
    """The secretariat, from the first day on, of what else nobody would hear of: nobody holds one
    of these posts in the section, nor the appointment at the end of `holder`.
    """

    def find(subjects: QuerySet, day: date) -> Told:
        in_post = Appointment.objects.on(day).filter(user__is_active=True)
        there = in_post.filter(department=OuterRef(section), post__in=posts)
        alone = subjects.filter(~Exists(there))
        if Post.CLERK in posts:
            below = Q(department__parent=OuterRef(section), department__kind=Department.Kind.UNIT)
            alone = alone.filter(~Exists(in_post.filter(below, post=Post.CLERK)))
        if holder:
            alone = alone.filter(~Exists(in_post.filter(pk=OuterRef(holder))))
        return SECRETARIAT(alone, day)

    return find
