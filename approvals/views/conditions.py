"""承認の条件: what must be done, how it was, and whether it is enough."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from approvals.forms.conditions import (
    ConditionConfirmForm,
    ConditionReportForm,
    ConditionSendBackForm,
)
from approvals.models import Condition
from approvals.permissions import conditions as may
from approvals.services import conditions
from approvals.views.steps import take
from komae_sns.audit.models import Entry


@require_safe
def condition_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _visible(request, pk))


def _page(request: HttpRequest, condition: Condition, **forms: Any) -> HttpResponse:
    actor = request.actor
    may_confirm = condition.is_reported and may.can_confirm(actor, condition)
    context = {
        "condition": condition,
        "is_overdue": condition.is_overdue_on(actor.today),
        "may_report": condition.is_open and may.can_report(actor, condition),
        "may_confirm": may_confirm,
        "report_form": ConditionReportForm(initial={"report": condition.report}),
        "confirm_form": ConditionConfirmForm(),
        "send_back_form": ConditionSendBackForm(),
        "entries": Entry.objects.about(condition).newest_first(),
        **forms,
    }
    return render(request, "approvals/condition_detail.html", context)


@require_POST
def condition_report(request: HttpRequest, pk: int) -> HttpResponse:
    condition = _visible(request, pk)
    form = ConditionReportForm(request.POST)
    if not form.is_valid():
        return _page(request, condition, report_form=form)
    text, by, now = form.cleaned_data["report"], request.actor, timezone.now()
    take(
        request,
        lambda: conditions.report(condition, text, by=by, now=now),
        "満たしたと報告しました。事務局が確かめます。",
    )
    return redirect(condition)


@require_POST
def condition_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    condition = _visible(request, pk)
    form = ConditionConfirmForm(request.POST)
    if not form.is_valid():
        return _page(request, condition, confirm_form=form)
    note, by, now = form.cleaned_data["note"], request.actor, timezone.now()
    take(
        request,
        lambda: conditions.confirm(condition, by=by, now=now, note=note),
        "条件が満たされたことを確認しました。",
    )
    return redirect(condition)


@require_POST
def condition_send_back(request: HttpRequest, pk: int) -> HttpResponse:
    condition = _visible(request, pk)
    form = ConditionSendBackForm(request.POST)
    if not form.is_valid():
        return _page(request, condition, send_back_form=form)
    reason, by, now = form.cleaned_data["reason"], request.actor, timezone.now()
    take(
        request,
        lambda: conditions.send_back(condition, reason=reason, by=by, now=now),
        "まだ満たされていないとして、課へ戻しました。",
    )
    return redirect(condition)


def _visible(request: HttpRequest, pk: int) -> Condition:
    return get_object_or_404(Condition.objects.visible_to(request.actor).with_names(), pk=pk)
