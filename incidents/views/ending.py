"""収束, 終結 and 再開."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from incidents import permissions
from incidents.forms.responding import ConclusionForm, OutcomeForm, ReasonForm
from incidents.models import Incident
from incidents.services import ending
from incidents.status import IncidentStatus
from incidents.views.forming import step_page, typed
from incidents.views.loading import visible
from komae_sns.lives import WrongStatus
from komae_sns.staff.permissions import require


@require_http_methods(["GET", "HEAD", "POST"])
def incident_resolve(request: HttpRequest, pk: int) -> HttpResponse:
    incident = visible(request, pk)
    require(permissions.can_resolve, request.actor, incident)
    incident.require_move(IncidentStatus.RESOLVED)

    def do(facts: dict) -> None:
        ending.resolve(incident, **facts, by=request.actor, now=timezone.now())

    return step_page(
        request,
        incident,
        OutcomeForm(typed(request)),
        do,
        name="resolve",
        said="収束を報告しました。",
        title="収束を報告する",
        lead="すべての手順が済んでから、統括情報セキュリティ責任者に報告します。",
        button="収束を報告する",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def incident_close(request: HttpRequest, pk: int) -> HttpResponse:
    incident = visible(request, pk)
    require(permissions.can_close, request.actor, incident)
    incident.require_move(IncidentStatus.CLOSED)

    def do(facts: dict) -> None:
        ending.close(incident, **facts, by=request.actor, now=timezone.now())

    return step_page(
        request,
        incident,
        ConclusionForm(typed(request)),
        do,
        name="close",
        said="終結しました。",
        title="終結する",
        lead="終結すると、手順も経過も、再開するまで足せなくなります。",
        read="incidents/_to_close.html",
        left=incident.impostors.not_over().with_names().order_by("pk"),
        button="終結する",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def incident_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    incident = visible(request, pk)
    require(permissions.can_reopen, request.actor, incident)
    _require_over(incident)

    def do(facts: dict) -> None:
        ending.reopen(incident, **facts, by=request.actor, now=timezone.now())

    return step_page(
        request,
        incident,
        ReasonForm(typed(request), asked="再開する理由"),
        do,
        name="reopen",
        said="再開しました。課と統括責任者に知らせてあります。",
        title="事案を再開する",
        button="再開する",
    )


def _require_over(incident: Incident) -> None:
    if incident.is_under_way:
        old = IncidentStatus(incident.status)
        raise WrongStatus(old, IncidentStatus.RESPONDING, incident)
