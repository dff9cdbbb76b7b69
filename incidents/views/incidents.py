"""事案: the list and one with its whole course."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Keeper
from incidents import permissions
from incidents.filters import IncidentFilter
from incidents.listing import INCIDENTS
from incidents.models import (
    Impostor,
    Incident,
    IncidentEvidence,
    IncidentReport,
    IncidentStep,
    Lesson,
    Prevention,
    PublicWarning,
)
from incidents.standing import standing_of
from incidents.views.loading import visible
from komae_sns.documents.listings.download import download
from komae_sns.documents.permissions import can_unseal
from komae_sns.pages import page_of
from komae_sns.staff.actors import Actor
from komae_sns.staff.department_tree import department_tree
from komae_sns.staff.naming import name_people

SHOWN = 30
LISTS = {
    "lessons": Lesson.objects,
    "impostors": Impostor.objects,
    "warnings": PublicWarning.objects,
    "reports": IncidentReport.objects,
}


@require_safe
def incident_list(request: HttpRequest) -> HttpResponse:
    if file := download(request, INCIDENTS):
        return file
    chosen = IncidentFilter.of(request.GET, request.actor, department_tree().values())
    context = {"filter": chosen, "page": page_of(chosen.qs.for_list(), request)}
    return render(request, "incidents/incident_list.html", context)


@require_safe
def incident_detail(request: HttpRequest, pk: int) -> HttpResponse:
    incident, actor = visible(request, pk, **_rows_there()), request.actor
    steps = list(incident.steps.in_order().with_first_need())
    evidence = _evidence(incident, steps)
    entries = page_of(incident.entries.all(), request, size=SHOWN, counted=False)
    watchers = _watchers(incident)
    lessons = _lessons(incident)
    tasks = [task for lesson in lessons for task in lesson.tasks.all()]
    withdrawn = [each.withdrawal for each in evidence if not each.is_standing]
    name_people(
        [incident, *steps, *evidence, *withdrawn, *entries.rows, *watchers, *lessons, *tasks]
    )
    context = {
        "incident": incident,
        "standing": standing_of(incident, steps, evidence, actor, timezone.now()),
        "entries": entries,
        "may_add": permissions.can_add(actor, incident) and not incident.is_closed,
        "may_correct": permissions.can_correct(actor, incident) and incident.is_under_way,
        "may_instruct": incident.is_under_way and permissions.can_answer_as_ciso(actor),
        "may_reopen": not incident.is_under_way and permissions.can_reopen(actor, incident),
        "watchers": watchers,
        "may_issue": permissions.can_issue_report(actor, incident),
        "may_learn": permissions.can_write_lessons(actor, incident),
        "reports": _there(incident, "reports").select_related("document_number").defer("words"),
        "lessons": [(lesson, _tasks(lesson, actor)) for lesson in lessons],
        "impostors": _there(incident, "impostors").select_related("service").order_by("pk"),
        "may_record_impostors": incident.is_under_way
        and permissions.can_record_impostors(actor, incident),
        "warnings": _there(incident, "warnings").order_by("pk"),
        "may_write_warnings": incident.is_open and permissions.can_write_warnings(actor, incident),
        "evidence": evidence,
        "may_bring": permissions.can_bring_evidence(actor, incident) and not incident.is_closed,
        "may_bundle": permissions.can_bundle_evidence(actor, incident),
        "may_unseal": can_unseal(actor),
    }
    return render(request, "incidents/incident_detail.html", context)


def _rows_there() -> dict[str, Exists]:
    """Which lists have rows, asked with the incident: those of most are empty."""
    of_incident = {"incident": OuterRef("pk")}
    return {f"has_{name}": Exists(rows.filter(**of_incident)) for name, rows in LISTS.items()}


def _there(incident: Incident, name: str) -> QuerySet:
    rows = getattr(incident, name).all()
    return rows if getattr(incident, f"has_{name}") else rows.none()


def _evidence(incident: Incident, steps: Sequence[IncidentStep]) -> list[IncidentEvidence]:
    by_pk = {step.pk: step for step in steps}
    evidence = list(incident.evidence.in_order().for_page())
    for each in evidence:
        each.step = by_pk.get(each.step_id)
    return evidence


def _watchers(incident: Incident) -> list[Keeper]:
    """4(3)カ 常時監視: who watches the account, while there is something to watch."""
    if incident.account is None or incident.is_closed:
        return []
    return list(incident.account.keepers.standing().filter(role="WATCHER"))


def _lessons(incident: Incident) -> list[Lesson]:
    lessons = list(_there(incident, "lessons").prefetch_related("tasks"))
    for lesson in lessons:
        lesson.incident = incident
        for task in lesson.tasks.all():
            task.lesson = lesson
    return lessons


def _tasks(lesson: Lesson, actor: Actor) -> list[tuple[Prevention, bool, bool]]:
    """Each with whether this person may end it, and whether it is late."""
    return [
        (
            task,
            task.is_open and permissions.can_end_prevention(actor, task),
            task.is_late_on(actor.today),
        )
        for task in lesson.tasks.all()
    ]
