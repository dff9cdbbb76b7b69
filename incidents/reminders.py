"""Of what the city is reminded of its incidents: at once, also on a 閉庁日 (DESIGN 9).

Each is late by hours, so that `counted_from` is the day on which it became late.
"""

from datetime import datetime

from django.db.models import QuerySet
from django.db.models.functions import TruncDate

from incidents.cards import Doer
from incidents.models import Incident, IncidentStep
from komae_sns.notices.kinds import Kind
from komae_sns.notices.reminders import Reminding, routes
from komae_sns.staff.posts import Post

CISO = routes.office(Post.CISO)
UP = (CISO, routes.SECRETARIAT)


def head_late(now: datetime) -> QuerySet[Incident]:
    """4(3)オ・カ: no head has received it in time."""
    late = Incident.objects.waiting_for_head().filter(head_due_at__lt=now)
    return late.annotate(counted_from=TruncDate("head_due_at")).with_names()


def ciso_late(now: datetime) -> QuerySet[Incident]:
    late = Incident.objects.waiting_for_ciso().filter(ciso_due_at__lt=now)
    return late.annotate(counted_from=TruncDate("ciso_due_at")).with_names()


def steps_late(now: datetime) -> QuerySet[IncidentStep]:
    """4(3)カ: a step of the card, longer open than the card allows."""
    late = IncidentStep.objects.late_at(now).annotate(counted_from=TruncDate("due_at"))
    return late.select_related("incident__account__service", "incident__number")


def _by_doer(rows: QuerySet[IncidentStep], day: object) -> routes.Told:
    section = rows.filter(who=Doer.SECTION)
    for route in (
        routes.heads_of("incident__department"),
        routes.clerks_of("incident__department"),
        routes.holders("incident__account__manager"),
        routes.persons("incident__account__operators__user", in_a_period=True),
    ):
        yield from route(section, day)
    yield from routes.heads_of("incident__department")(rows.filter(who=Doer.HEAD), day)
    yield from CISO(rows.filter(who=Doer.CISO), day)
    yield from routes.SECRETARIAT(rows.filter(who=Doer.SECRETARIAT), day)


REMINDERS = (
    Reminding(
        Kind.INCIDENT_HEAD_LATE,
        "4(3)オ",
        head_late,
        to=(routes.heads_of(),),
        above=UP,
        urgent=True,
    ),
    Reminding(
        Kind.INCIDENT_CISO_LATE,
        "4(3)オ",
        ciso_late,
        to=(CISO,),
        above=(routes.SECRETARIAT,),
        urgent=True,
    ),
    Reminding(
        Kind.INCIDENT_STEP_LATE,
        "4(3)カ",
        steps_late,
        to=(_by_doer,),
        above=UP,
        urgent=True,
    ),
)
