"""事案: the list and one with its whole course."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from incidents.models import Incident
from incidents.views.loading import visible
from komae_sns.pages import page_of


@require_safe
def incident_list(request: HttpRequest) -> HttpResponse:
    seen = Incident.objects.visible_to(request.actor).with_names()
    return render(request, "incidents/incident_list.html", {"page": page_of(seen, request)})


@require_safe
def incident_detail(request: HttpRequest, pk: int) -> HttpResponse:
    incident = visible(request, pk)
    context = {
        "incident": incident,
        "steps": incident.steps.in_order().with_names(),
        "entries": incident.entries.select_related("recorded_by"),
    }
    return render(request, "incidents/incident_detail.html", context)
