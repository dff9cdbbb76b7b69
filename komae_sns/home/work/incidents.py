"""事案: to receive, to work on, to end."""

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Operator
from incidents import remaining
from incidents.cards import Doer
from incidents.models import Incident, IncidentStep, Prevention
from incidents.models.incident import IncidentQuerySet
from incidents.status import IncidentStatus
from komae_sns.documents import wareki
from komae_sns.home.work.lists import Task, WorkList, work_list
from komae_sns.staff.actors import Actor
from komae_sns.staff.posts import Post


def to_receive(actor: Actor) -> WorkList | None:
    """4(3)オ・カ: the head has an hour."""
    headed = _headed(actor)
    if not headed:
        return None
    rows = Incident.objects.waiting_for_head().of_sections(headed).order_by("head_due_at", "pk")
    return _list("事案を受領し、統括責任者に上げる", rows, "head_due_at")


def for_the_ciso(actor: Actor) -> WorkList | None:
    """Passed up by the head, where nobody heads the section, or found by a status check."""
    if not actor.holds(Post.CISO):
        return None
    rows = Incident.objects.under_way().filter(ciso_received_at=None)
    rows = rows.filter(Q(ciso_due_at__isnull=False) | Q(alarm__isnull=False))
    return _list("事案を受領し、課へ指示する", rows.order_by("pk"), "ciso_due_at")


def to_close(actor: Actor) -> WorkList | None:
    if not actor.holds(Post.CISO):
        return None
    rows = Incident.objects.resolved().exclude(resolved_by__in=actor.persons)
    rows = rows.exclude(resolved_for__user__in=actor.persons)
    return _list("収束を確かめて、事案を終結する", rows.order_by("resolved_at", "pk"))


def to_resolve(actor: Actor) -> WorkList | None:
    headed = _headed(actor)
    if not headed:
        return None
    rows = Incident.objects.filter(status=IncidentStatus.RESPONDING).of_sections(headed)
    rows = rows.filter(~Exists(_waiting_steps())).order_by("waiting_since", "pk")
    return _list("事案の収束を報告する", rows)


def to_work_on(actor: Actor) -> WorkList | None:
    """4(3)カ: steps of the section's incidents, and of the accounts one manages or posts for."""
    if not actor.appointments:
        return None
    operators = Operator.objects.on(actor.today).filter(user=actor.user)
    mine = (
        Q(department__in=actor.section_ids)
        | Q(account__manager__in=[a.pk for a in actor.appointments])
        | Exists(operators.filter(account=OuterRef("account")))
    )
    waiting = _waiting_steps().filter(who__in=[Doer.SECTION, Doer.HEAD])
    if actor.holds(Post.CISO):
        mine, waiting = Q(), _waiting_steps().filter(who=Doer.CISO)
    rows = Incident.objects.under_way().filter(mine, Exists(waiting))
    first = waiting.order_by(F("due_at").asc(nulls_last=True), "number")
    rows = rows.annotate(
        next_title=first.values("title")[:1], next_due_at=first.values("due_at")[:1]
    )
    return _list("事案の手順を進める", rows.order_by("pk"), "next_due_at")


def preventions(actor: Actor) -> WorkList:
    """What incidents taught, and one promised to do."""
    rows = Prevention.objects.open().of(actor.user).soonest_first().with_names()

    def task(found: Prevention) -> Task:
        incident = found.lesson.incident
        why = f"期限 {wareki.long(found.due_on)}・{incident}"
        is_late = found.is_late_on(actor.today)
        address = reverse("incidents:incident-prevention-end", args=[incident.pk, found.pk])
        return Task(found.what, address, why, found.due_on if is_late else None, is_late)

    return work_list("再発防止策を済ませる", rows, task, reverse("incidents:incident-list"))


def _waiting_steps() -> IncidentQuerySet:
    return IncidentStep.objects.waiting().filter(incident=OuterRef("pk"))


def _list(effect: str, rows: IncidentQuerySet, due: str = "") -> WorkList:
    now = timezone.now()

    def task(incident: Incident) -> Task:
        due_at = getattr(incident, due) if due else None
        left = remaining.in_words(due_at, now) if due_at else ""
        title = getattr(incident, "next_title", "")
        why = "・".join(filter(None, [title, left, incident.department.name]))
        is_late = bool(due_at and due_at < now)
        since = incident.waiting_since
        return Task(str(incident), incident.get_absolute_url(), why, since, is_late)

    more = f"{reverse('incidents:incident-list')}?state=open"
    return work_list(effect, rows.for_list(), task, more)


def _headed(actor: Actor) -> frozenset[int]:
    return frozenset(a.department_id for a in actor.appointments if a.post == Post.HEAD)
