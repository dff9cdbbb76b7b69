"""委員長特認: granted by the chair, listed until the committee has heard of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from approvals.forms.waivers import NewWaiverForm, WaiverForm
from approvals.listings import WAIVERS
from approvals.models import Application, Waiver
from approvals.permissions import committee as may
from approvals.services import waivers
from approvals.services.refusals import Refused
from approvals.views.meetings import visible_meeting
from approvals.views.steps import take
from komae_sns.documents.listings.download import download
from komae_sns.pages import page_of
from komae_sns.staff import held_posts
from komae_sns.staff.permissions import require
from komae_sns.staff.submissions import OtherContent, once


@require_safe
def waiver_list(request: HttpRequest) -> HttpResponse:
    """What is not yet reported, or has run out, comes first."""
    if file := download(request, WAIVERS):
        return file
    require(may.can_see_waivers, request.actor)
    rows = Waiver.objects.with_names()
    context = {
        "page": page_of(rows, request),
        "unreported": rows.unreported().order_by("pk"),
        "today": request.actor.today,
        "may_waive": may.is_chair(request.actor),
    }
    return render(request, "approvals/waiver_list.html", context)


@require_safe
def waiver_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Read by whoever may read its application."""
    seen = Application.objects.visible_to(request.actor)
    waiver = get_object_or_404(Waiver.objects.with_names().filter(application__in=seen), pk=pk)
    context = {"waiver": waiver, "is_expired": waiver.is_expired_on(request.actor.today)}
    return render(request, "approvals/waiver_detail.html", context)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def waiver_create(request: HttpRequest, pk: int) -> HttpResponse:
    """On an application that is there."""
    seen = Application.objects.visible_to(request.actor).with_names()
    application = get_object_or_404(seen, pk=pk)
    require(may.can_waive, request.actor, application)
    typed = request.POST if request.method == "POST" else held_posts.take(request)
    form = WaiverForm(typed, request=request, today=request.actor.today)
    if request.method == "POST" and form.is_valid():
        try:
            waivers.waive(application, form.grounds(), by=request.actor, now=timezone.now())
            messages.success(request, "委員長特認で認めました。次の委員会で報告します。")
            return redirect(application)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"application": application, "form": form}
    return render(request, "approvals/waiver_create.html", context)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def waiver_start(request: HttpRequest) -> HttpResponse:
    """Without any form (イ)."""
    require(may.is_chair, request.actor)
    typed = request.POST if request.method == "POST" else held_posts.take(request)
    form = NewWaiverForm(typed, request=request, today=request.actor.today)
    if request.method == "POST" and form.is_valid():
        try:
            url = _waive_once(request, form)
            messages.success(request, "委員長特認で認めました。次の委員会で報告します。")
            return redirect(url)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except OtherContent:
            form.add_error(
                None, "この画面は、ほかの内容でもう送信されています。開き直してください。"
            )
    return render(request, "approvals/waiver_start.html", {"form": form})


def _waive_once(request: HttpRequest, form: NewWaiverForm) -> str:
    def do() -> str:
        waiver = waivers.waive_without_form(
            form.cleaned_data["department"],
            form.answers(),
            form.grounds(),
            by=request.actor,
            now=timezone.now(),
        )
        return waiver.get_absolute_url()

    return once(request, form, "waiver-start", do)


@require_POST
def waiver_report(request: HttpRequest, pk: int, waiver_pk: int) -> HttpResponse:
    meeting = visible_meeting(request, pk)
    waiver = get_object_or_404(Waiver, pk=waiver_pk)
    take(
        request,
        lambda: waivers.report(waiver, meeting, by=request.actor, now=timezone.now()),
        "報告済みにしました。",
    )
    return redirect(meeting)
