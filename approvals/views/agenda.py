"""The agenda of a meeting: added to, put in order, taken from."""

from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import OfficialAccount
from approvals.forms.meetings import AgendaForm, PositionForm, ReasonForm
from approvals.models import AgendaItem, Application, Meeting, ResultNotice
from approvals.permissions import committee as may
from approvals.services import agenda
from approvals.views.meetings import visible_meeting, waivers_to_report
from approvals.views.steps import take
from komae_sns.staff import held_posts
from komae_sns.staff.permissions import require

# Who closed it, the account it is about and the paper that told the applicant.
OUTCOME = (
    "decision",
    "closed_by",
    "closed_for",
    Prefetch("application__account", OfficialAccount.objects.select_related("service")),
    Prefetch("application__result_notice", ResultNotice.objects.select_related("document_number")),
)


@require_http_methods(["GET", "HEAD", "POST"])
def agenda_add(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = visible_meeting(request, pk)
    require(may.can_prepare, request.actor)
    waiting = Application.objects.not_on_an_agenda().with_names().order_by("accepted_at", "pk")
    waiting = waiting.defer("answers", "field_edits")
    typed = request.POST if request.method == "POST" else held_posts.take(request)
    form = AgendaForm(typed, waiting=waiting)
    if request.method == "POST" and form.is_valid():
        chosen = list(form.cleaned_data["applications"])
        if take(
            request,
            lambda: agenda.add(meeting, chosen, by=request.actor, now=timezone.now()),
            f"{len(chosen)}件を議題にしました。",
        ):
            return redirect(meeting)
    context = {
        "meeting": meeting,
        "form": form,
        "waiting": waiting,
        "to_report": waivers_to_report(meeting),
    }
    return render(request, "approvals/agenda_add.html", context)


@require_POST
def item_move(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    item = visible_item(request, pk, item_pk)
    form = PositionForm(request.POST)
    position = form.cleaned_data["position"] if form.is_valid() else item.position
    take(
        request,
        lambda: agenda.move(item, position, by=request.actor),
        f"「{item.application}」を動かしました。",
    )
    return redirect(item.meeting)


@require_http_methods(["GET", "HEAD", "POST"])
def item_remove(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    item = visible_item(request, pk, item_pk)
    require(may.can_prepare, request.actor)
    form = ReasonForm(request.POST if request.method == "POST" else held_posts.take(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        take(
            request,
            lambda: agenda.remove(item, reason=reason, by=request.actor, now=timezone.now()),
            f"「{item.application}」を議題から外しました。",
        )
        return redirect(item.meeting)
    return render(request, "approvals/item_remove.html", {"item": item, "form": form})


def visible_item(request: HttpRequest, pk: int, item_pk: int) -> AgendaItem:
    seen = AgendaItem.objects.filter(meeting__in=Meeting.objects.visible_to(request.actor))
    items = seen.with_case().select_related("meeting")
    item = get_object_or_404(items, meeting=pk, pk=item_pk)
    if not item.is_running:
        prefetch_related_objects([item], *OUTCOME)
    return item
