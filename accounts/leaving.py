"""Who leaves an account soon: managers whose appointment ends, and people who post."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet, Subquery

from accounts.models import Handover, OfficialAccount, Operator
from accounts.status import AccountStatus
from komae_sns.staff.models import Appointment, Department
from komae_sns.staff.posts import Post

OVER = (AccountStatus.SERVICE_ENDED, AccountStatus.ABANDONED)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Leaving:
    """`duty`: appointment_id or operator_id of the handover."""

    account_id: int
    user_id: int
    last_day: date
    duty: dict[str, Any]


def leaving(today: date, until: date) -> Iterator[Leaving]:
    """Last days from today to `until`, without those that are being handed over or were."""
    managed = managers_leaving(today, until)
    facts = ("pk", "manager__user", "manager__ends_on", "manager")
    for pk, user, last_day, appointment in managed.values_list(*facts):
        yield Leaving(pk, user, last_day, {"appointment_id": appointment})
    for operator in operators_leaving(today, until):
        own = operator.ends_on and operator.ends_on <= until
        last_day = operator.ends_on if own else operator.post_ends_on
        duty = {"operator_id": operator.pk}
        yield Leaving(operator.account_id, operator.user_id, last_day, duty)


def managers_leaving(today: date, until: date) -> QuerySet[OfficialAccount]:
    """Who is appointed anew to the same section stays."""
    known = Handover.objects.not_cancelled().filter(
        account=OuterRef("pk"), appointment=OuterRef("manager")
    )
    again = _begun_by(until + DAY).filter(
        Q(ends_on=None) | Q(ends_on__gt=OuterRef("manager__ends_on")),
        user=OuterRef("manager__user"),
        post=Post.HEAD,
        department=OuterRef("department"),
    )
    ending = OfficialAccount.objects.in_being().filter(manager__ends_on__range=(today, until))
    return ending.filter(~Exists(known), ~Exists(again)).order_by("pk")


def operators_leaving(today: date, until: date) -> QuerySet[Operator]:
    """At the end of their time, or of the post in which they post (`post_ends_on`)."""
    ending = _posts().filter(ends_on__range=(today, until), starts_on__lte=today)
    staying = _posts().filter(
        Q(ends_on=None) | Q(ends_on__gt=until), pk__in=_begun_by(until + DAY).values("pk")
    )
    last = ending.order_by().values("user").annotate(last=Min("ends_on")).values("last")
    known = Handover.objects.not_cancelled().filter(account=OuterRef("account"))
    is_manager = Q(
        account__manager__user=F("user"), account__manager__ends_on__range=(today, until)
    )
    return (
        Operator.objects.on(today)
        .exclude(account__status__in=OVER)
        .exclude(is_manager)
        .annotate(post_ends_on=Subquery(last[:1]))
        .filter(
            Q(ends_on__range=(today, until)) | Q(Exists(ending) & ~Exists(staying)),
            ~Exists(known.filter(operator=OuterRef("pk"))),
            ~Exists(known.filter(leaver=OuterRef("user"), last_day__gte=today)),
        )
        .order_by("pk")
    )


def _begun_by(day: date) -> QuerySet[Appointment]:
    return Appointment.objects.filter(starts_on__lte=day)


def _posts() -> QuerySet[Appointment]:
    """Those in which the person of an Operator row may post for its account."""
    section = OuterRef("account__department")
    unit = Q(department__parent=section, department__kind=Department.Kind.UNIT)
    of_section = Q(department=section) | unit | Q(post=Post.CONTRACTOR)
    return Appointment.objects.filter(of_section, user=OuterRef("user"))
