"""Of what the city is reminded of its incidents (DESIGN 9).

What is urgent is told at once, also on a 閉庁日. It is late by hours, so that `counted_from` is
the day on which it became late.
"""

from datetime import date, datetime

from django.db.models import F, QuerySet
from django.db.models.functions import TruncDate

from incidents.cards import Doer
from incidents.models import Impostor, Incident, IncidentStep, Prevention, PublicWarning
from komae_sns.notices.kinds import Kind
from komae_sns.notices.reminders import Reminding, routes
from komae_sns.staff.models import Appointment
from komae_sns.staff.posts import Post

CISO = routes.office(Post.CISO)
UP = (CISO, routes.SECRETARIAT)
SECTION = "incident__department"


def _secretariat_without_ciso(rows: QuerySet[Incident], day: date) -> routes.Told:
    """Where nobody is in post, who answers in the CISO's place."""
    in_post = Appointment.objects.on(day).holding(Post.CISO).filter(user__is_active=True)
    return routes.SECRETARIAT(rows.none() if in_post.exists() else rows, day)


def head_late(now: datetime) -> QuerySet[Incident]:
    """4(3)オ・カ: no head has received it in time."""
    late = Incident.objects.waiting_for_head().filter(head_due_at__lt=now)
    return late.annotate(counted_from=TruncDate("head_due_at")).with_names()


def ciso_late(now: datetime) -> QuerySet[Incident]:
    late = Incident.objects.waiting_for_ciso().filter(ciso_due_at__lt=now)
    return late.annotate(counted_from=TruncDate("ciso_due_at")).with_names()


def steps_late(now: datetime) -> QuerySet[IncidentStep]:
    """4(3)カ: a step of the card, longer open than the card allows."""
    late = (
        IncidentStep.objects.late_at(now)
        .whose_turn_has_come()
        .annotate(counted_from=TruncDate("due_at"))
    )
    return late.select_related("incident__account__service", "incident__number")


def preventions(now: datetime) -> QuerySet[Prevention]:
    """What an incident taught, not yet done."""
    rows = Prevention.objects.open().annotate(counted_from=F("due_on"))
    return rows.with_names()


def _secretariat_for_who_has_left(tasks: QuerySet[Prevention], day: date) -> routes.Told:
    return routes.SECRETARIAT(tasks.filter(owner__is_active=False), day)


def impostors_to_watch(now: datetime) -> QuerySet[Impostor]:
    """4(3)カ: until it is gone, and some rounds more."""
    watched = Impostor.objects.exclude(next_watch_on=None)
    return watched.annotate(counted_from=F("next_watch_on")).with_names()


def warnings_standing(now: datetime) -> QuerySet[PublicWarning]:
    """見本第7条2: public for long; does it still hold?"""
    public = PublicWarning.objects.published().exclude(look_again_on=None)
    return public.annotate(counted_from=F("look_again_on")).with_names()


def _by_doer(rows: QuerySet[IncidentStep], day: date) -> routes.Told:
    section = rows.filter(who=Doer.SECTION)
    for route in (
        routes.heads_of(SECTION),
        routes.clerks_of(SECTION),
        routes.holders("incident__account__manager"),
        routes.persons("incident__account__operators__user", in_a_period=True),
    ):
        yield from route(section, day)
    yield from routes.heads_of(SECTION)(rows.filter(who=Doer.HEAD), day)
    yield from CISO(rows.filter(who=Doer.CISO), day)
    yield from routes.SECRETARIAT(rows.filter(who=Doer.SECRETARIAT), day)


NOBODY_LEFT = routes.secretariat_without(
    SECTION, Post.HEAD, Post.CLERK, holder="incident__account__manager"
)
REMINDERS = (
    Reminding(
        Kind.INCIDENT_HEAD_LATE,
        "4(3)オ",
        head_late,
        to=(routes.heads_of(), routes.secretariat_without("department", Post.HEAD)),
        above=(routes.director_of(), *UP),
        urgent=True,
    ),
    Reminding(
        Kind.INCIDENT_CISO_LATE,
        "4(3)オ",
        ciso_late,
        to=(CISO, _secretariat_without_ciso),
        above=(routes.SECRETARIAT,),
        urgent=True,
    ),
    Reminding(
        Kind.INCIDENT_STEP_LATE,
        "4(3)カ",
        steps_late,
        to=(_by_doer, NOBODY_LEFT),
        above=(routes.director_of(SECTION), *UP),
        urgent=True,
    ),
    Reminding(
        Kind.IMPOSTOR_WATCH_DUE,
        "4(3)カ",
        impostors_to_watch,
        to=(
            routes.heads_of(SECTION),
            routes.clerks_of(SECTION),
            routes.holders("incident__account__manager"),
            NOBODY_LEFT,
        ),
        above=(routes.director_of(SECTION), *UP),
        calendar="なりすましの見守り",
    ),
    Reminding(
        Kind.WARNING_STANDS_LONG,
        "見本第7条2",
        warnings_standing,
        to=UP,
    ),
    Reminding(
        Kind.INCIDENT_TASK_DUE,
        "4(3)カ",
        preventions,
        to=(routes.persons("owner"), _secretariat_for_who_has_left),
        above=(routes.heads_of("lesson__incident__department"), routes.SECRETARIAT),
        calendar="再発防止策の期限",
    ),
)
