"""One step of the play-card: done, said not to apply, or taken back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from incidents import permissions, remaining
from incidents.forms.responding import AddStepForm, ReasonForm, StepForm
from incidents.models import IncidentStep
from incidents.recorded import offered
from incidents.services import following, steps
from incidents.services.steps import Done
from incidents.views.forming import sent, step_page, typed
from incidents.views.loading import visible
from komae_sns.forms import PortalForm, show_errors
from komae_sns.staff import held_posts
from komae_sns.staff.permissions import require

SKIP, BACK = "該当しない理由", "取り消す理由"


@require_http_methods(["GET", "HEAD", "POST"])
def incident_step(request: HttpRequest, pk: int, step_pk: int) -> HttpResponse:
    step = _step(request, pk, step_pk)
    may = permissions.can_settle_step(request.actor, step) and step.incident.is_under_way
    if request.method == "POST":
        require(permissions.can_settle_step, request.actor, step)
        step.incident.require_under_way()
    done = request.POST if request.method == "POST" else _held(request, step, "incident-step")
    told = {"step": step, "by": request.actor, "initial": offered(step)}
    form = StepForm(done, sent(request), **told) if may else None
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        done = Done(
            note=facts["note"],
            url=facts.get("url", ""),
            done_at=facts["done_at"],
            cut=form.cut,
            changed_by=form.changed_by,
            files=facts.get("files", ()),
        )
        try:
            steps.do_step(step, done, by=request.actor, now=timezone.now())
        except ValidationError as refused:
            show_errors(form, refused)
        else:
            messages.success(request, f"「{step.title}」を記録しました。")
            return redirect(step.incident)
    return _page(request, step, form=form)


@require_POST
def incident_step_skip(request: HttpRequest, pk: int, step_pk: int) -> HttpResponse:
    step = _step(request, pk, step_pk)
    require(permissions.can_settle_step, request.actor, step)
    form = ReasonForm(request.POST, asked=SKIP)
    said = f"「{step.title}」を、該当なしとしました。"
    return _with_reason(request, step, form, steps.skip_step, said, "skip_form")


@require_POST
def incident_step_back(request: HttpRequest, pk: int, step_pk: int) -> HttpResponse:
    step = _step(request, pk, step_pk)
    require(permissions.can_settle_step, request.actor, step)
    form = ReasonForm(request.POST, asked=BACK)
    said = f"「{step.title}」の記録を取り消しました。"
    return _with_reason(request, step, form, steps.take_step_back, said, "back_form")


def _with_reason(
    request: HttpRequest, step: IncidentStep, form: PortalForm, do: object, said: str, name: str
) -> HttpResponse:
    if form.is_valid():
        try:
            do(step, **form.cleaned_data, by=request.actor, now=timezone.now())
        except ValidationError as refused:
            show_errors(form, refused)
        else:
            messages.success(request, said)
            return redirect(step.incident)
    return _page(request, step, **{name: form})


def _step(request: HttpRequest, pk: int, step_pk: int) -> IncidentStep:
    incident = visible(request, pk)
    step = get_object_or_404(incident.steps.with_names(), pk=step_pk)
    step.incident = incident
    return step


def _held(request: HttpRequest, step: IncidentStep, name: str) -> QueryDict | None:
    """Three forms stand on the page: what was typed comes back into its own."""
    to = reverse(f"incidents:{name}", args=[step.incident_id, step.pk])
    return held_posts.take(request, sent_to=to)


def _page(request: HttpRequest, step: IncidentStep, **forms: PortalForm | None) -> HttpResponse:
    now, incident = timezone.now(), step.incident
    may = permissions.can_settle_step(request.actor, step) and incident.is_under_way
    if may and forms.get("form") is None and step.is_waiting:
        forms["form"] = StepForm(step=step, by=request.actor)
    context = {
        "incident": incident,
        "step": step,
        "waits_for": steps.in_the_way(step) if step.is_waiting else None,
        "left": remaining.in_words(step.due_at, now) if step.due_at and step.is_waiting else "",
        "is_late": bool(step.due_at and step.due_at < now),
        "may_skip": may and step.is_waiting and step.may_not_apply,
        "may_take_back": may and not step.is_waiting,
        "entries": step.entries.select_related("recorded_by"),
        "skip_form": ReasonForm(_held(request, step, "incident-step-skip"), asked=SKIP),
        "back_form": ReasonForm(_held(request, step, "incident-step-back"), asked=BACK),
    }
    given = {name: form for name, form in forms.items() if form}
    return render(request, "incidents/incident_step.html", context | given)


@require_http_methods(["GET", "HEAD", "POST"])
def incident_step_add(request: HttpRequest, pk: int) -> HttpResponse:
    incident = visible(request, pk)
    require(permissions.can_correct, request.actor, incident)
    incident.require_under_way()

    def do(facts: dict) -> None:
        following.add_step(incident, **facts, by=request.actor, now=timezone.now())

    return step_page(
        request,
        incident,
        AddStepForm(typed(request)),
        do,
        name="step-add",
        said="手順を足しました。",
        title="手順を足す",
        lead="手順書にないことを、だれがするかを決めて足します。",
        button="手順に足す",
    )
