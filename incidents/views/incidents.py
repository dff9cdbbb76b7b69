"""事案: the list and one with its whole course."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from incidents import permissions
from incidents.filters import IncidentFilter
from incidents.listing import INCIDENTS
from incidents.models import Incident, Lesson
from incidents.standing import standing_of
from incidents.views.loading import visible
from komae_sns.documents.listings.download import download
from komae_sns.documents.permissions import can_unseal
from komae_sns.pages import page_of
from komae_sns.staff.actors import Actor
from komae_sns.staff.department_tree import department_tree

SHOWN = 30


@require_safe
def incident_list(request: HttpRequest) -> HttpResponse:
    if file := download(request, INCIDENTS):
        return file
    chosen = IncidentFilter.of(request.GET, request.actor, department_tree().values())
    context = {"filter": chosen, "page": page_of(chosen.qs.for_list(), request)}
    return render(request, "incidents/incident_list.html", context)


@require_safe
def incident_detail(request: HttpRequest, pk: int) -> HttpResponse:
    incident, actor = visible(request, pk), request.actor
    steps = list(incident.steps.in_order().with_names().prefetch_related("needs"))
    evidence = list(incident.evidence.in_order().with_names())
    entries = incident.entries.select_related("recorded_by", "recorded_for__user")
    context = {
        "incident": incident,
        "standing": standing_of(incident, steps, evidence, actor, timezone.now()),
        "entries": page_of(entries, request, size=SHOWN, counted=False),
        "may_add": permissions.can_add(actor, incident) and not incident.is_closed,
        "may_correct": permissions.can_correct(actor, incident) and incident.is_under_way,
        "may_instruct": incident.is_under_way and permissions.can_answer_as_ciso(actor),
        "may_reopen": not incident.is_under_way and permissions.can_reopen(actor, incident),
        "watchers": _watchers(incident),
        "may_issue": permissions.can_issue_report(actor, incident),
        "may_learn": permissions.can_write_lessons(actor, incident),
        "reports": incident.reports.select_related("document_number"),
        "lessons": _lessons(incident, actor),
        "impostors": incident.impostors.with_names().order_by("pk"),
        "may_record_impostors": incident.is_under_way
        and permissions.can_record_impostors(actor, incident),
        "warnings": incident.warnings.order_by("pk"),
        "may_write_warnings": incident.is_open and permissions.can_write_warnings(actor, incident),
        "evidence": evidence,
        "may_bring": permissions.can_bring_evidence(actor, incident) and not incident.is_closed,
        "may_bundle": permissions.can_bundle_evidence(actor, incident),
        "may_unseal": can_unseal(actor),
    }
    return render(request, "incidents/incident_detail.html", context)


def _watchers(incident: Incident) -> list:
    """4(3)カ 常時監視: who watches the account."""
    if incident.account is None:
        return []
    return list(incident.account.keepers.standing().filter(role="WATCHER").select_related("user"))


def _lessons(incident: Incident, actor: Actor) -> list[tuple[Lesson, list]]:
    """Each with its tasks, and whether this person may end them."""
    found = []
    for lesson in incident.lessons.select_related("written_by").prefetch_related("tasks__owner"):
        lesson.incident = incident
        tasks = list(lesson.tasks.all())
        for task in tasks:
            task.lesson = lesson
        may = [task.is_open and permissions.can_end_prevention(actor, task) for task in tasks]
        late = [task.is_late_on(actor.today) for task in tasks]
        found.append((lesson, list(zip(tasks, may, late, strict=True))))
    return found
