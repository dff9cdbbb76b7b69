"""議事録: read, corrected part by part, presented, returned, confirmed, printed."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from approvals import minutes as writing
from approvals import papers
from approvals.forms.minutes import ConfirmForm, MinutesReturnForm, MinutesTextForm
from approvals.models import Meeting, Minutes
from approvals.permissions import committee as may
from approvals.services import minutes as steps
from approvals.services.refusals import Refused
from approvals.status import MeetingStatus, MinutesStatus
from approvals.views.meetings import visible_meeting
from approvals.views.steps import take
from komae_sns.audit.models import Entry
from komae_sns.documents.paper_files import PaperDamaged
from komae_sns.documents.press import PressFailed
from komae_sns.documents.responses import pdf_response
from komae_sns.staff import held_posts
from komae_sns.staff.permissions import require

UNPROCESSABLE = 422
TIMELINE_LENGTH = 50


@require_safe
def minutes_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _ended(request, pk))


def _page(
    request: HttpRequest, meeting: Meeting, sent: MinutesTextForm | None = None, key: str = ""
) -> HttpResponse:
    """`sent`: the form of the part `key`, as it came and was not kept."""
    minutes, actor = steps.minutes_of(meeting), request.actor
    may_write = minutes.is_draft and may.can_write_minutes(actor)
    parts = [
        (section, _form(section, sent if section.key == key else None) if may_write else None)
        for section in writing.sections(minutes)
    ]
    context = {
        "meeting": meeting,
        "minutes": minutes,
        "parts": parts,
        "open_part": key,
        "may_write": may_write,
        "may_confirm": minutes.is_presented and may.can_confirm_minutes(actor),
        "may_return": minutes.is_presented and may.can_return_minutes(actor),
        "return_form": MinutesReturnForm(),
        "entries": _entries(minutes),
    }
    status = UNPROCESSABLE if sent else 200
    return render(request, "approvals/minutes_detail.html", context, status=status)


def _form(section: writing.Section, sent: MinutesTextForm | None) -> MinutesTextForm:
    return sent or MinutesTextForm(section=section)


def _entries(minutes: Minutes) -> object:
    if minutes.pk is None:
        return ()
    return Entry.objects.about(minutes).newest_first()[:TIMELINE_LENGTH]


@require_POST
def minutes_correct(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    meeting = _ended(request, pk)
    require(may.can_write_minutes, request.actor)
    part = _part(meeting, section)
    form = MinutesTextForm(request.POST, section=part)
    if not form.is_valid():
        return _page(request, meeting, form, section)
    text, edition = form.cleaned_data["text"], form.cleaned_data["edition"]
    try:
        steps.correct(meeting, section, text, edition=edition, by=request.actor, now=timezone.now())
    except steps.Overtaken as overtaken:
        return _page(request, meeting, _typed_again(part, text, overtaken), section)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(_address(meeting))
    messages.success(request, f"「{part.heading}」を書き直しました。")
    return redirect(f"{_address(meeting)}#part-{section}")


def _address(meeting: Meeting) -> str:
    return Minutes(meeting=meeting).get_absolute_url()


def _typed_again(part: writing.Section, text: str, refused: Refused) -> MinutesTextForm:
    """What was typed, ready to be sent over what stands there now."""
    form = MinutesTextForm({"text": text, "edition": part.edition}, section=part)
    form.is_valid()
    form.add_error("text", str(refused))
    return form


def _part(meeting: Meeting, key: str) -> writing.Section:
    found = {part.key: part for part in writing.sections(steps.minutes_of(meeting))}
    if key not in found:
        raise Http404
    return found[key]


@require_POST
def minutes_present(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = _ended(request, pk)
    step = partial(steps.present, meeting, by=request.actor, now=timezone.now())
    take(request, step, "委員長の確認へ回しました。")
    return redirect(_address(meeting))


@require_POST
def minutes_return(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = _ended(request, pk)
    require(may.can_return_minutes, request.actor)
    form = MinutesReturnForm(request.POST)
    if not form.is_valid():
        messages.error(request, "直してほしいところを書いてください。")
        return redirect(_address(meeting))
    reason = form.cleaned_data["reason"]
    step = partial(steps.send_back, meeting, reason=reason, by=request.actor, now=timezone.now())
    take(request, step, "直しに戻しました。")
    return redirect(_address(meeting))


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def minutes_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = _ended(request, pk)
    require(may.can_confirm_minutes, request.actor)
    minutes = steps.minutes_of(meeting)
    minutes.require_move(MinutesStatus.CONFIRMED)
    typed = request.POST if request.method == "POST" else held_posts.take(request)
    form = ConfirmForm(typed, request=request, initial={"presentation": minutes.presentation})
    if request.method == "POST" and form.is_valid():
        read = form.cleaned_data["presentation"]
        step = partial(
            steps.confirm, meeting, presentation=read, by=request.actor, now=timezone.now()
        )
        take(request, step, "議事録を確定しました。")
        return redirect(minutes)
    context = {"meeting": meeting, "minutes": minutes, "form": form}
    return render(request, "approvals/minutes_confirm.html", context)


@require_safe
def minutes_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    minutes = steps.minutes_of(_ended(request, pk))
    try:
        pdf = papers.minutes_pdf(minutes)
    except (PaperDamaged, PressFailed) as failed:
        messages.error(request, str(failed))
        return redirect(minutes)
    return pdf_response(pdf, f"{minutes}{'' if minutes.is_confirmed else '_案'}.pdf")


def _ended(request: HttpRequest, pk: int) -> Meeting:
    """Before it has ended, a meeting has no minutes."""
    meeting = visible_meeting(request, pk)
    if meeting.status != MeetingStatus.CLOSED:
        raise Http404
    return meeting
