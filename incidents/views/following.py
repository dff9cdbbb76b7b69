"""続報, and what the first report got wrong."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from incidents import permissions
from incidents.forms.responding import CorrectionForm, FollowUpForm
from incidents.services import following
from incidents.status import IncidentStatus
from incidents.views.forming import sent, step_page, typed
from incidents.views.loading import visible
from komae_sns.lives import WrongStatus
from komae_sns.staff.permissions import require


@require_http_methods(["GET", "HEAD", "POST"])
def incident_follow(request: HttpRequest, pk: int) -> HttpResponse:
    incident = visible(request, pk)
    require(permissions.can_add, request.actor, incident)
    if incident.is_closed:
        raise WrongStatus(IncidentStatus.CLOSED, IncidentStatus.RESPONDING, incident)

    def do(facts: dict) -> None:
        following.add_follow_up(incident, **facts, by=request.actor, now=timezone.now())

    return step_page(
        request,
        incident,
        FollowUpForm(typed(request), sent(request), by=request.actor),
        do,
        name="follow",
        said="続報を、経過に足しました。",
        title="続報を書く",
        button="続報を足す",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def incident_correct(request: HttpRequest, pk: int) -> HttpResponse:
    incident = visible(request, pk)
    require(permissions.can_correct, request.actor, incident)
    incident.require_under_way()

    def do(facts: dict) -> None:
        following.correct(incident, **facts, by=request.actor, now=timezone.now())

    return step_page(
        request,
        incident,
        CorrectionForm(typed(request), incident=incident, by=request.actor),
        do,
        name="correct",
        said="直しました。",
        title="種類・アカウントを直す",
        button="直して、手順を足す",
    )
