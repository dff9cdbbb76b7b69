"""The committee's meetings: list, planning, opening with the roll call, closing."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from approvals import committee
from approvals.forms.meetings import MeetingForm, NewMeetingForm, ReasonForm, RollCallForm
from approvals.listings import MEETINGS, year_asked
from approvals.models import (
    AgendaItem,
    Application,
    Attendance,
    Meeting,
    Participant,
    Waiver,
)
from approvals.permissions import committee as may
from approvals.services import meetings, roll_call
from approvals.services.refusals import Refused
from approvals.views.steps import take
from komae_sns.documents.fiscal_year import fiscal_year, label
from komae_sns.documents.listings.download import download
from komae_sns.staff import held_posts, polling
from komae_sns.staff.permissions import require
from komae_sns.staff.submissions import OtherContent, once


@require_safe
def meeting_list(request: HttpRequest) -> HttpResponse:
    """One 年度 at a time; this year's first."""
    if file := download(request, MEETINGS):
        return file
    require(may.can_read_meetings, request.actor)
    year = year_asked(request.GET, request.actor)
    seen = Meeting.objects.visible_to(request.actor)
    years = set(seen.order_by().values_list("fiscal_year", flat=True).distinct())
    context = {
        "meetings": seen.of_year(year).with_counts().order_by("-held_on", "-pk"),
        "year": label(year),
        "years": [
            (each, label(each), each == year)
            for each in sorted({*years, year, fiscal_year(request.actor.today)}, reverse=True)
        ],
        "may_prepare": may.can_prepare(request.actor),
        "waiting": Application.objects.not_on_an_agenda().count(),
        "unreported": Waiver.objects.unreported().count(),
    }
    return render(request, "approvals/meeting_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_plan(request: HttpRequest) -> HttpResponse:
    require(may.can_prepare, request.actor)
    form = NewMeetingForm(request.POST or held_posts.take(request))
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_plan_once(request, form))
        except Refused as refusal:
            form.add_error("held_on", str(refusal))
        except OtherContent:
            form.add_error(
                None, "この画面は、ほかの内容でもう送信されています。開き直してください。"
            )
    return render(request, "approvals/meeting_plan.html", {"form": form})


def _plan_once(request: HttpRequest, form: NewMeetingForm) -> str:
    facts = dict(form.cleaned_data)
    del facts["submission_id"]

    def do() -> str:
        planned = meetings.plan(**facts, by=request.actor)
        return planned.get_absolute_url()

    return once(request, form, "meeting-plan", do)


@require_safe
def meeting_detail(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = visible_meeting(request, pk)
    return render(request, "approvals/meeting_detail.html", _page(request, meeting))


@require_safe
def meeting_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part that answers at once while the meeting is open."""
    meeting = visible_meeting(request, pk)
    page = _page(request, meeting)
    return polling.answer(
        request, "approvals/_meeting_progress.html", page, goes_on=meeting.is_open
    )


def _page(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    actor = request.actor
    items = meeting.items.on_paper().with_names().with_progress()
    if meeting.is_planned:  # it takes the rule of the day it is opened on
        meeting.rule = committee.rule_on(max(meeting.held_on, actor.today)).to_json()
    return {
        "meeting": meeting,
        "items": list(items.defer("application__answers", "application__field_edits")),
        "quorum": committee.attendance(meeting) if meeting.has_begun else None,
        "called": [] if meeting.has_begun else committee.members_on(meeting.held_on),
        "may_prepare": may.can_prepare(actor),
        "may_run": may.can_run(actor),
        "is_today": meeting.held_on == actor.today,
        "is_overdue": meeting.is_open and meeting.is_past_deadline(timezone.now()),
        "unanswered": _unanswered(meeting),
        "waiting": Application.objects.not_on_an_agenda().count(),
        "to_report": waivers_to_report(meeting),
        "reported": meeting.reported_waivers.with_names(),
    }


def _unanswered(meeting: Meeting) -> list[tuple[str, list[AgendaItem]]]:
    """Of 持ち回り: who is waited for, with the items."""
    if not (meeting.is_circulation and meeting.is_open):
        return []
    seats = Participant.objects.voters().not_yet_voted().filter(item__in=meeting.items.voting())
    waited: dict[str, list[AgendaItem]] = {}
    for seat in seats.select_related("member", "item").order_by("pk"):
        waited.setdefault(seat.member.name, []).append(seat.item)
    return list(waited.items())


def waivers_to_report(meeting: Meeting) -> list[Waiver]:
    """報告事項: what the chair waived up to that day and nobody has reported yet."""
    if meeting.is_circulation or not (meeting.is_planned or meeting.has_begun):
        return []
    granted = Waiver.objects.unreported().granted_by_the_end_of(meeting.held_on)
    return list(granted.with_names().order_by("pk"))


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_edit(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = visible_meeting(request, pk)
    require(may.can_prepare, request.actor)
    if meeting.is_circulation:
        return redirect("approvals:circulation-edit", pk)
    typed = request.POST or held_posts.take(request)
    facts = {name: getattr(meeting, name) for name in MeetingForm.base_fields}
    form = MeetingForm(typed, initial=facts)
    if request.method == "POST" and form.is_valid():
        try:
            meetings.replan(meeting, **form.cleaned_data, by=request.actor)
            return redirect(meeting)
        except Refused as refusal:
            form.add_error("held_on", str(refusal))
    return render(request, "approvals/meeting_edit.html", {"meeting": meeting, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = visible_meeting(request, pk)
    require(may.can_prepare, request.actor)
    form = ReasonForm(request.POST or held_posts.take(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        take(
            request,
            lambda: meetings.cancel(meeting, reason=reason, by=request.actor, now=timezone.now()),
            "会議を取りやめました。議題は、ほかの会議にのせられます。",
        )
        return redirect(meeting)
    return render(request, "approvals/meeting_cancel.html", {"meeting": meeting, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_open(request: HttpRequest, pk: int) -> HttpResponse:
    """The roll call opens the meeting."""
    meeting = visible_meeting(request, pk)
    require(may.can_run, request.actor)
    if meeting.is_circulation:
        return redirect("approvals:circulation-send", pk)
    members = committee.members_on(meeting.held_on)
    typed = request.POST if request.method == "POST" else held_posts.take(request)
    form = RollCallForm(typed, members=members)
    if request.method == "POST" and form.is_valid():
        present = form.cleaned_data["present"]
        take(
            request,
            lambda: meetings.open_meeting(
                meeting, present=present, by=request.actor, now=timezone.now()
            ),
            "開会しました。",
        )
        return redirect(meeting)
    context = {"meeting": meeting, "form": form, "rule": committee.rule_on(meeting.held_on)}
    return render(request, "approvals/meeting_open.html", context)


@require_POST
def meeting_close(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = visible_meeting(request, pk)
    take(
        request,
        lambda: meetings.close(meeting, by=request.actor, now=timezone.now()),
        "持ち回りを終えました。" if meeting.is_circulation else "閉会しました。",
    )
    return redirect(meeting)


@require_POST
def attendance_arrive(request: HttpRequest, pk: int, attendance_pk: int) -> HttpResponse:
    attendance = _attendance(request, pk, attendance_pk)
    take(
        request,
        lambda: roll_call.arrive(attendance, by=request.actor, now=timezone.now()),
        f"{attendance} を出席にしました。",
    )
    return redirect(attendance.meeting)


@require_POST
def attendance_leave(request: HttpRequest, pk: int, attendance_pk: int) -> HttpResponse:
    attendance = _attendance(request, pk, attendance_pk)
    take(
        request,
        lambda: roll_call.leave(attendance, by=request.actor, now=timezone.now()),
        f"{attendance} を退席にしました。",
    )
    return redirect(attendance.meeting)


def _attendance(request: HttpRequest, pk: int, attendance_pk: int) -> Attendance:
    roll = visible_meeting(request, pk).attendances.select_related("meeting", "member")
    return get_object_or_404(roll.select_related("appointment__department"), pk=attendance_pk)


def visible_meeting(request: HttpRequest, pk: int) -> Meeting:
    return get_object_or_404(Meeting.objects.visible_to(request.actor), pk=pk)
