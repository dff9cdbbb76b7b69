"""差戻し to the step before: each says what will happen before it happens."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from approvals.forms.decisions import ItemToCheckForm
from approvals.forms.filing import GiveBackForm, ToCheckForm
from approvals.permissions import committee as may_committee
from approvals.permissions import filing as may
from approvals.services import decisions, stepping_back
from approvals.status import ApplicationStatus
from approvals.views.actions import visible_application
from approvals.views.agenda import visible_item
from approvals.views.steps import take
from komae_sns.staff import held_posts
from komae_sns.staff.permissions import require

BACK_AT_CHECK = "事務局の受付に戻しました。"


@require_http_methods(["GET", "HEAD", "POST"])
def application_give_back(request: HttpRequest, pk: int) -> HttpResponse:
    application = visible_application(request, pk)
    require(may.can_give_back, request.actor, application)
    application.require_editable()
    form = GiveBackForm(request.POST if request.method == "POST" else held_posts.take(request))
    if request.method == "POST" and form.is_valid():
        remark, now = form.cleaned_data["remark"], timezone.now()
        step = partial(
            stepping_back.give_back, application, remark=remark, by=request.actor, now=now
        )
        take(request, step, "下書きを担当者へ戻しました。")
        return redirect(application)
    context = {"application": application, "form": form}
    return render(request, "approvals/application_give_back.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def application_to_check(request: HttpRequest, pk: int) -> HttpResponse:
    application = visible_application(request, pk)
    require(may.can_send_back_to_check, request.actor, application)
    application.require_move(ApplicationStatus.SUBMITTED)
    form = ToCheckForm(request.POST if request.method == "POST" else held_posts.take(request))
    if request.method == "POST" and form.is_valid():
        reason, now = form.cleaned_data["reason"], timezone.now()
        step = partial(
            stepping_back.send_back_to_check, application, reason=reason, by=request.actor, now=now
        )
        take(request, step, BACK_AT_CHECK)
        return redirect(application)
    running = application.agenda_items.running().select_related("meeting").first()
    context = {"application": application, "item": running, "form": form}
    return render(request, "approvals/application_to_check.html", context)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def item_to_check(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    item = visible_item(request, pk, item_pk)
    require(may_committee.can_set_aside, request.actor, item)
    typed = request.POST if request.method == "POST" else held_posts.take(request)
    form = ItemToCheckForm(typed, request=request)
    if request.method == "POST" and form.is_valid():
        reason, now = form.cleaned_data["reason"], timezone.now()
        step = partial(decisions.send_item_to_check, item, reason=reason, by=request.actor, now=now)
        take(request, step, BACK_AT_CHECK)
        return redirect(item)
    return render(request, "approvals/item_to_check.html", {"item": item, "form": form})
