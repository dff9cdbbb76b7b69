"""異常の連絡: what the CISO receives, instructs and settles."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts import permissions
from accounts.alarm_takers import followed_at
from accounts.forms.status_checks import InstructionForm, OutcomeForm
from accounts.models import StatusAlarm
from accounts.services import status_alarms as alarms
from komae_sns.forms import PortalForm, show_errors
from komae_sns.pages import page_of
from komae_sns.staff.permissions import require


@require_safe
def status_alarm_list(request: HttpRequest) -> HttpResponse:
    seen = StatusAlarm.objects.visible_to(request.actor).with_names()
    return render(request, "accounts/status_alarm_list.html", {"page": page_of(seen, request)})


@require_safe
def status_alarm(request: HttpRequest, pk: int, alarm_pk: int) -> HttpResponse:
    """Where an incident follows it, there."""
    alarm = _visible(request, pk, alarm_pk)
    if there := followed_at(alarm):
        return redirect(there)
    return _page(request, alarm)


@require_POST
def status_alarm_receive(request: HttpRequest, pk: int, alarm_pk: int) -> HttpResponse:
    alarm, form = _visible(request, pk, alarm_pk), InstructionForm(request.POST)
    return _step(request, alarm, form, alarms.receive, "受け取り、課へ指示しました。")


@require_POST
def status_alarm_settle(request: HttpRequest, pk: int, alarm_pk: int) -> HttpResponse:
    alarm, form = _visible(request, pk, alarm_pk), OutcomeForm(request.POST)
    return _step(request, alarm, form, alarms.settle, "対応を終えました。")


def _step(
    request: HttpRequest, alarm: StatusAlarm, form: PortalForm, step: object, done: str
) -> HttpResponse:
    require(permissions.can_answer_alarms, request.actor)
    if there := followed_at(alarm):
        return redirect(there)
    if form.is_valid():
        try:
            step(alarm, **form.cleaned_data, by=request.actor, now=timezone.now())
        except ValidationError as refused:
            show_errors(form, refused)
        else:
            messages.success(request, done)
            return redirect(alarm)
    return _page(request, alarm, form)


def _visible(request: HttpRequest, pk: int, alarm_pk: int) -> StatusAlarm:
    seen = StatusAlarm.objects.visible_to(request.actor).with_names()
    return get_object_or_404(seen, pk=alarm_pk, account=pk)


def _page(request: HttpRequest, alarm: StatusAlarm, form: PortalForm | None = None) -> HttpResponse:
    may_answer = permissions.can_answer_alarms(request.actor)
    if form is None and may_answer:
        form = {"OPEN": InstructionForm, "RECEIVED": OutcomeForm}.get(alarm.status, lambda: None)()
    context = {"account": alarm.account, "alarm": alarm, "form": form if may_answer else None}
    return render(request, "accounts/status_alarm.html", context)
