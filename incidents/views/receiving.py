"""受領 and 指示."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from incidents import permissions
from incidents.forms.responding import CisoReceiptForm, InstructionForm
from incidents.services import receiving
from incidents.views.forming import step_page, typed
from incidents.views.loading import visible
from komae_sns.staff.permissions import require


@require_POST
def incident_receive(request: HttpRequest, pk: int) -> HttpResponse:
    incident = visible(request, pk)
    receiving.receive_as_head(incident, by=request.actor, now=timezone.now())
    messages.success(request, "受領しました。統括情報セキュリティ責任者に知らせてあります。")
    return redirect(incident)


@require_http_methods(["GET", "HEAD", "POST"])
def incident_receive_ciso(request: HttpRequest, pk: int) -> HttpResponse:
    incident = visible(request, pk)
    require(permissions.can_answer_as_ciso, request.actor)
    incident.require_under_way()

    def do(facts: dict) -> None:
        receiving.receive_as_ciso(incident, **facts, by=request.actor, now=timezone.now())

    return step_page(
        request,
        incident,
        CisoReceiptForm(typed(request)),
        do,
        name="receive-ciso",
        said="受領しました。課に知らせてあります。",
        title="事案を受領する",
        button="統括責任者として受領する",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def incident_instruct(request: HttpRequest, pk: int) -> HttpResponse:
    incident = visible(request, pk)
    require(permissions.can_answer_as_ciso, request.actor)
    incident.require_under_way()

    def do(facts: dict) -> None:
        receiving.instruct(incident, **facts, by=request.actor, now=timezone.now())

    return step_page(
        request,
        incident,
        InstructionForm(typed(request)),
        do,
        name="instruct",
        said="課へ指示しました。",
        title="課へ指示する",
        button="課へ指示を送る",
    )
