"""持ち回り: planned, corrected, sent to the members, closed to answers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from approvals import committee
from approvals.forms.circulation import CirculationForm, NewCirculationForm
from approvals.models import Meeting
from approvals.permissions import committee as may
from approvals.services import circulation
from approvals.services.refusals import Refused
from approvals.views.meetings import visible_meeting
from approvals.views.steps import take
from komae_sns.staff import held_posts
from komae_sns.staff.permissions import require
from komae_sns.staff.submissions import OtherContent, once

SENT_ALREADY = "この画面は、ほかの内容でもう送信されています。開き直してください。"


@require_http_methods(["GET", "HEAD", "POST"])
def circulation_plan(request: HttpRequest) -> HttpResponse:
    require(may.can_prepare, request.actor)
    form = NewCirculationForm(request.POST or held_posts.take(request), now=timezone.now())
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_plan_once(request, form))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except OtherContent:
            form.add_error(None, SENT_ALREADY)
    return render(request, "approvals/circulation_plan.html", {"form": form})


def _plan_once(request: HttpRequest, form: NewCirculationForm) -> str:
    def do() -> str:
        planned = circulation.plan(**form.facts, by=request.actor, now=timezone.now())
        return planned.get_absolute_url()

    return once(request, form, "circulation-plan", do)


@require_http_methods(["GET", "HEAD", "POST"])
def circulation_edit(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = visible_meeting(request, pk)
    require(may.can_prepare, request.actor)
    if not meeting.is_circulation:
        return redirect("approvals:meeting-edit", pk)
    typed = request.POST or held_posts.take(request)
    form = CirculationForm(typed, initial=CirculationForm.initial_of(meeting), now=timezone.now())
    if request.method == "POST" and form.is_valid():
        try:
            circulation.replan(meeting, **form.facts, by=request.actor, now=timezone.now())
            return redirect(meeting)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "approvals/circulation_edit.html", {"meeting": meeting, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def circulation_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom it goes to, about what, until when and under which rule; one button."""
    meeting = visible_meeting(request, pk)
    require(may.can_run, request.actor)
    members = committee.members_on(request.actor.today)
    if request.method == "POST":
        take(
            request,
            lambda: circulation.send(meeting, by=request.actor, now=timezone.now()),
            f"委員{len(members)}名に回付しました。回答の締切は{meeting.deadline}です。",
        )
        return redirect(meeting)
    if not (meeting.is_circulation and meeting.is_planned):
        messages.error(request, f"この会議は「{meeting.get_status_display()}」です。")
        return redirect(meeting)
    return render(request, "approvals/circulation_send.html", _sending(request, meeting, members))


def _sending(request: HttpRequest, meeting: Meeting, members: list) -> dict[str, object]:
    meeting.rule = committee.rule_on(request.actor.today).to_json()
    items = list(meeting.items.waiting().with_names())
    for item in items:
        item.meeting = meeting
    excluded = {item.pk: committee.with_own_interest(item) for item in items}
    return {
        "meeting": meeting,
        "members": members,
        "items": [
            (item, [m.user.name for m in members if m.user_id in excluded[item.pk]])
            for item in items
        ],
        "is_late": meeting.is_past_deadline(timezone.now()),
    }


@require_POST
def circulation_close_answers(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = visible_meeting(request, pk)
    take(
        request,
        lambda: circulation.close_answers(meeting, by=request.actor, now=timezone.now()),
        "回答を締め切りました。回答のなかった委員を記録しました。",
    )
    return redirect(meeting)
