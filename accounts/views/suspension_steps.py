"""The steps of 運用停止 behind their buttons."""

from collections.abc import Callable, Collection
from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import permissions, suspension_standing
from accounts.forms.suspensions import (
    CancelForm,
    NoticeForm,
    PostponeForm,
    ReadForm,
    ReturnForm,
    StopForm,
    TextsForm,
    WithdrawForm,
)
from accounts.models import Pause, Suspension, SuspensionNotice
from accounts.services import EditedMeanwhile, suspensions
from accounts.services.suspensions import Posted
from accounts.services.suspensions.locking import require_notifying
from accounts.status import SuspensionStatus
from accounts.suspension_rules import TEXTS
from accounts.views.suspensions import readable
from komae_sns.documents.evidence.serving import handed_out
from komae_sns.documents.kept_files import FileDamaged
from komae_sns.forms import show_errors
from komae_sns.staff import held_posts
from komae_sns.staff.permissions import require
from komae_sns.staff.submissions import OtherContent, once

Kind = SuspensionNotice.Kind
NOTHING_READ = -1
TEXTS_CHANGED = (
    "開いているあいだに、ほかの人が文を直しました。"
    "別のタブでいまの文を確かめてから、もう一度入力してください。"
)
CHANGED = (
    "開いているあいだに、ほかの人が計画を直しました。"
    "いまの計画を読んでから、もう一度送ってください。"
)


@require_POST
def suspension_submit(request: HttpRequest, pk: int, suspension_pk: int) -> HttpResponse:
    done = "計画を事務局へ出しました。確認されると、周知をはじめられます。"
    return _as_read(request, readable(request, pk, suspension_pk), suspensions.submit_plan, done)


@require_http_methods(["GET", "HEAD", "POST"])
def suspension_return(request: HttpRequest, pk: int, suspension_pk: int) -> HttpResponse:
    suspension = readable(request, pk, suspension_pk)
    require(permissions.can_confirm_suspension, request.actor, suspension)
    suspensions.require_submitted(suspension)
    typed = request.POST if request.method == "POST" else held_posts.take(request)
    form = ReturnForm(typed, initial={"edit_number": suspension.edit_number})
    if request.method == "POST" and form.is_valid():
        step = partial(suspensions.return_plan, suspension, **form.cleaned_data)
        try:
            step(by=request.actor, now=timezone.now())
        except EditedMeanwhile:
            form.add_error(None, CHANGED)
            form.data = form.data | {"edit_number": _number_now(suspension)}
        else:
            messages.success(request, "計画を課へ差し戻しました。")
            return redirect(suspension)
    return _page(request, "accounts/suspension_return.html", suspension, form)


@require_POST
def suspension_confirm(request: HttpRequest, pk: int, suspension_pk: int) -> HttpResponse:
    done = "計画を確認しました。課は、事前周知をはじめます。"
    return _as_read(request, readable(request, pk, suspension_pk), suspensions.confirm_plan, done)


def _as_read(
    request: HttpRequest, suspension: Suspension, step: Callable[..., None], done: str
) -> HttpResponse:
    """The button names the plan that stood above it."""
    read = ReadForm(request.POST)
    number = read.cleaned_data["edit_number"] if read.is_valid() else NOTHING_READ
    try:
        step(suspension, by=request.actor, edit_number=number, now=timezone.now())
    except ValidationError as refused:
        for sentence in refused.messages:
            messages.error(request, sentence)
    except EditedMeanwhile:
        messages.error(request, CHANGED)
    else:
        messages.success(request, done)
    return redirect(suspension)


def _number_now(suspension: Suspension) -> int:
    return Suspension.objects.values_list("edit_number", flat=True).get(pk=suspension.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def suspension_texts(request: HttpRequest, pk: int, suspension_pk: int) -> HttpResponse:
    suspension = readable(request, pk, suspension_pk)
    require(permissions.can_plan_suspension, request.actor, suspension)
    require_notifying(suspension)
    typed = request.POST if request.method == "POST" else held_posts.take(request)
    words = {name: getattr(suspension, name) for name in (*TEXTS, "edit_number")}
    form = TextsForm(typed, initial=words)
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["edit_number"]
        try:
            suspensions.rewrite_texts(
                suspension, form.cleaned_data, by=request.actor, edit_number=number
            )
        except EditedMeanwhile:
            form.add_error(None, TEXTS_CHANGED)
        else:
            messages.success(request, "周知の文を直しました。")
            return redirect(suspension)
    return _page(request, "accounts/suspension_texts.html", suspension, form)


@require_http_methods(["GET", "HEAD", "POST"])
def suspension_postpone(request: HttpRequest, pk: int, suspension_pk: int) -> HttpResponse:
    suspension = readable(request, pk, suspension_pk)
    require(permissions.can_submit_suspension, request.actor, suspension)
    require_notifying(suspension)
    form = PostponeForm(request.POST if request.method == "POST" else held_posts.take(request))
    if request.method == "POST" and form.is_valid():
        try:
            suspensions.postpone(suspension, **form.cleaned_data, by=request.actor)
        except ValidationError as refused:
            show_errors(form, refused)
        else:
            messages.success(request, "停止する日を延ばしました。周知の文の日付も直してください。")
            return redirect(suspension)
    return _page(request, "accounts/suspension_postpone.html", suspension, form)


@require_http_methods(["GET", "HEAD", "POST"])
def notice_add(request: HttpRequest, pk: int, suspension_pk: int) -> HttpResponse:
    suspension = readable(request, pk, suspension_pk)
    require(permissions.can_announce_suspension, request.actor, suspension)
    require_notifying(suspension)
    typed = request.POST if request.method == "POST" else held_posts.take(request)
    files = request.FILES if request.method == "POST" else None
    kinds = suspension_standing.recorded_by(request.actor, suspension)
    form = NoticeForm(typed, files, kinds=kinds, initial=_first_words(request, suspension, kinds))
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_record_once(request, suspension, form))
        except ValidationError as refused:
            show_errors(form, refused)
            form.choose_again()
        except OtherContent:
            form.add_error(None, "この画面は一度送信されています。周知の一覧を確かめてください。")
    return _page(request, "accounts/suspension_notice_add.html", suspension, form)


def _first_words(
    request: HttpRequest, suspension: Suspension, kinds: Collection[str]
) -> dict[str, object]:
    kind = request.GET.get("kind", "")
    kind = kind if kind in kinds else next(k.value for k in Kind if k in kinds)
    text = {
        Kind.ACCOUNT: suspension.notice_text,
        Kind.GUIDANCE: suspension.guidance_text,
        Kind.CITY_PAGE: suspension.page_text,
        Kind.PROFILE: suspension.profile_text,
        Kind.PAGE_ONLY: suspension.page_text,
    }[Kind(kind)]
    return {"kind": kind, "text": text, "posted_on": request.actor.today}


def _record_once(request: HttpRequest, suspension: Suspension, form: NoticeForm) -> str:
    typed = form.cleaned_data
    brought = typed["evidence"]

    def do() -> str:
        posted = Posted(
            kind=typed["kind"],
            posted_on=typed["posted_on"],
            text=typed["text"],
            url=typed["url"],
            brought=brought,
            evidence_note=typed["evidence_note"],
        )
        notice = suspensions.record_notice(suspension, posted, by=request.actor, now=timezone.now())
        messages.success(request, f"{notice.get_kind_display()}を記録しました。")
        return f"{suspension.get_absolute_url()}#notices"

    content = dict(request.POST.lists())
    content["evidence"] = [brought.original_sha256 if brought else ""]
    return once(request, form, f"suspension-notice-{suspension.pk}", do, content=content)


@require_http_methods(["GET", "HEAD", "POST"])
def notice_withdraw(
    request: HttpRequest, pk: int, suspension_pk: int, notice_pk: int
) -> HttpResponse:
    suspension, notice = _notice(request, pk, suspension_pk, notice_pk)
    require(permissions.can_announce_there, request.actor, suspension, notice.kind)
    require_notifying(suspension)
    form = WithdrawForm(request.POST if request.method == "POST" else held_posts.take(request))
    if request.method == "POST" and form.is_valid():
        suspensions.withdraw_notice(
            notice, because=form.cleaned_data["because"], by=request.actor, now=timezone.now()
        )
        messages.success(
            request, "周知の記録を取り消しました。周知の日数は、残った記録から数えます。"
        )
        return redirect(suspension)
    return _page(
        request, "accounts/suspension_notice_withdraw.html", suspension, form, notice=notice
    )


@require_safe
def notice_evidence(
    request: HttpRequest, pk: int, suspension_pk: int, notice_pk: int
) -> HttpResponse:
    suspension, notice = _notice(request, pk, suspension_pk, notice_pk)
    if notice.evidence is None:
        raise Http404
    try:
        return handed_out(notice.evidence)
    except FileDamaged as damaged:
        messages.error(request, str(damaged))
        return redirect(suspension)


def _notice(
    request: HttpRequest, pk: int, suspension_pk: int, notice_pk: int
) -> tuple[Suspension, SuspensionNotice]:
    suspension = readable(request, pk, suspension_pk)
    notice = get_object_or_404(suspension.notices.with_names(), pk=notice_pk)
    notice.suspension = suspension
    return suspension, notice


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def suspension_stop(request: HttpRequest, pk: int, suspension_pk: int) -> HttpResponse:
    suspension = readable(request, pk, suspension_pk)
    require(permissions.can_stop, request.actor, suspension)
    suspension.require_move(SuspensionStatus.DONE)
    typed = request.POST if request.method == "POST" else held_posts.take(request)
    form = StopForm(
        typed,
        request=request,
        initial={"stopped_on": request.actor.today},
        lets_nobody_in=suspension.notices.on_the_page_alone().exists(),
    )
    if request.method == "POST" and form.is_valid():
        step = partial(suspensions.stop, suspension, by=request.actor, now=timezone.now())
        try:
            step(
                stopped_on=form.cleaned_data["stopped_on"],
                confirmed=form.confirmed(),
                undone_because=form.cleaned_data.get("undone_because", ""),
            )
        except ValidationError as refused:
            show_errors(form, refused)
        else:
            messages.success(request, "停止しました。アカウントは消さずに、これからも見守ります。")
            return redirect(suspension)
    return _page(request, "accounts/suspension_stop.html", suspension, form)


@require_http_methods(["GET", "HEAD", "POST"])
def suspension_cancel(request: HttpRequest, pk: int, suspension_pk: int) -> HttpResponse:
    suspension = readable(request, pk, suspension_pk)
    require(permissions.can_cancel_suspension, request.actor, suspension)
    suspension.require_move(SuspensionStatus.CANCELLED)
    form = CancelForm(request.POST if request.method == "POST" else held_posts.take(request))
    if request.method == "POST" and form.is_valid():
        because = form.cleaned_data["because"]
        suspensions.cancel(suspension, because=because, by=request.actor, now=timezone.now())
        messages.success(request, "停止を取りやめました。アカウントは、運用中に戻りました。")
        return redirect(suspension)
    begun = {"ended_as": Pause.End.STOPPING, "ended_at": suspension.begun_at}
    was_paused = suspension.account.pauses.filter(**begun).exists()
    return _page(
        request, "accounts/suspension_cancel.html", suspension, form, was_paused=was_paused
    )


def _page(
    request: HttpRequest, template: str, suspension: Suspension, form: object, **more: object
) -> HttpResponse:
    context = {"account": suspension.account, "suspension": suspension, "form": form, **more}
    return render(request, template, context)
