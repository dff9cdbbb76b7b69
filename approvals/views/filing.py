"""Filing in five steps, with autosave and the overlap list."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import OfficialAccount
from approvals import changes, plan_form, register, shown
from approvals.forms.filing import StartForm, StepForm, remarks_on
from approvals.models import Application, StepBack
from approvals.permissions import filing as may
from approvals.plan_form import Step
from approvals.services import changing, drafting, filing, readiness, rounds
from komae_sns.drafts import Clash, Saved
from komae_sns.staff import held_posts
from komae_sns.staff.permissions import require
from komae_sns.staff.submissions import OtherContent, once


@require_http_methods(["GET", "HEAD", "POST"])
def application_start(request: HttpRequest) -> HttpResponse:
    require(may.can_file, request.actor)
    form = StartForm(
        request.POST or None,
        section_ids=request.actor.section_ids,
        today=request.actor.today,
    )
    if request.method == "POST" and form.is_valid():
        return redirect(_start_once(request, form))
    return render(request, "approvals/application_start.html", {"form": form})


def _start_once(request: HttpRequest, form: StartForm) -> str:
    def do() -> str:
        application = filing.start(
            form.cleaned_data["department"], by=request.actor, now=timezone.now()
        )
        return reverse("approvals:application-step", args=[application.pk, Step.EXISTING])

    try:
        return once(request, form, "application-start", do)
    except OtherContent:
        messages.error(request, "この画面は一度送信されています。もう一度はじめてください。")
        return reverse("approvals:application-start")


@require_http_methods(["GET", "HEAD", "POST"])
def application_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    application, step = _editable(request, pk), _step(step)
    if step in {Step.POLICY, Step.CONFIRM}:
        return _page(request, application, step)
    typed = request.POST if request.method == "POST" else held_posts.take(request)
    form = StepForm(typed, application=application, step=step, today=request.actor.today)
    if request.method != "POST":
        return _page(request, application, step, form=form)
    is_valid = form.is_valid()
    saved = _save(request, application, form)
    if not is_valid or saved.clashes:
        return _page(request, application, step, form=form, clashes=saved.clashes)
    return _go_on(request, application, step)


def _save(request: HttpRequest, application: Application, form: StepForm) -> Saved:
    seen = request.POST.get("edit_number", "")
    saved = drafting.save_answers(
        application,
        form.answers(),
        seen=int(seen) if seen.isdecimal() and len(seen) < 9 else 0,
        page=request.POST.get("page", "")[:40],
        by=request.actor,
    )
    application.refresh_from_db()
    if form.step == Step.ACCOUNT:
        drafting.prepare_policy(application, by=request.actor)
    return saved


def _go_on(request: HttpRequest, application: Application, step: Step) -> HttpResponse:
    if request.POST.get("go") == "leave":
        messages.success(request, "下書きを保存しました。つづきは、どの端末からでも書けます。")
        return redirect(application)
    onward = step if request.POST.get("go") == "refresh" else step.following
    return redirect("approvals:application-step", application.pk, onward)


@require_POST
def application_autosave(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """JSON for static/js/autosave.js: only the fields that were sent are stored."""
    application, step = _editable(request, pk), _step(step)
    form = StepForm(request.POST, application=application, step=step, today=request.actor.today)
    form.keep_only_sent()
    form.is_valid()
    saved = _save(request, application, form)
    return JsonResponse(
        {
            "edit_number": saved.edit_number,
            "saved_at": f"{timezone.localtime():%H:%M}",
            "errors": {name: list(map(str, found)) for name, found in form.errors.items()},
            "clashes": {
                c.field: {"label": plan_form.label_of(c.field), "theirs": c.theirs}
                for c in saved.clashes
            },
        }
    )


@require_POST
def application_overlap(request: HttpRequest, pk: int) -> HttpResponse:
    """4(2)ア: the similar official accounts for what is typed so far. Reads only."""
    application = _editable(request, pk)
    typed = {key: request.POST.get(key, "") for key in ("purpose", "topics", "audience")}
    chosen = request.POST.getlist("considered")
    context = _overlap(application, application.answers | typed, chosen)
    return render(request, "approvals/_overlap.html", context)


def _overlap(application: Application, answers: dict[str, Any], chosen: list[str]) -> dict:
    names = shown.Names.of(application)
    listed = register.candidates(
        answers,
        department=application.department.name,
        service=names.service_name,
        besides=application.changed_account_id,
    )
    there = {str(candidate.account.pk) for candidate in listed}
    others = [int(pk) for pk in chosen if pk.isdecimal() and len(pk) < 19 and pk not in there]
    return {
        "application": application,
        "answers": answers,
        "candidates": listed,
        "others": OfficialAccount.objects.with_names().filter(pk__in=others),
        "chosen": set(chosen),
    }


def _page(
    request: HttpRequest,
    application: Application,
    step: Step,
    *,
    form: StepForm | None = None,
    clashes: tuple[Clash, ...] = (),
) -> HttpResponse:
    gaps = readiness.gaps(application, today=request.actor.today)
    context = {
        "application": application,
        "step": step,
        "steps": [(s, sum(gap.step == s for gap in gaps)) for s in Step],
        "form": form,
        "page_id": uuid.uuid4(),
        "clashes": [(plan_form.label_of(c.field), c) for c in clashes],
        "restored": request.method == "GET" and form is not None and form.is_bound,
        "step_back": StepBack.objects.standing_on(application),
        "policy_remark": remarks_on(application).get(plan_form.POLICY_KEY, ""),
    } | _of_step(request, application, step, gaps)
    status = 200 if form is None or not form.errors else 422
    return render(request, f"approvals/step_{step}.html", context, status=status)


def _of_step(
    request: HttpRequest, application: Application, step: Step, gaps: tuple[plan_form.Gap, ...]
) -> dict[str, Any]:
    match step:
        case Step.EXISTING:
            chosen = application.answers.get("considered") or []
            return _overlap(application, application.answers, chosen)
        case Step.ACCOUNT:
            found = readiness.address_of(application)
            return {
                "address": found,
                "taken": readiness.same_account(found, besides=application.changed_account),
                "former": readiness.former_account(application, found),
                "findings": readiness.profile_findings(application),
            }
        case Step.POLICY:
            return {
                "version": rounds.draft_version(application),
                "policy_in_force": changing.policy_to_revise(application),
            }
        case Step.CONFIRM:
            return _confirm(request, application, gaps)
        case _:
            return {}


def _confirm(
    request: HttpRequest, application: Application, gaps: tuple[plan_form.Gap, ...]
) -> dict[str, Any]:
    names = shown.Names.of(application)
    return {
        "gaps": gaps,
        "rows": shown.rows(application.answers, names),
        "advice": [f for f in readiness.profile_findings(application) if f.level != "error"],
        "remarks": _remarks(application),
        "change": changes.of(application) if application.is_change else (),
        "can_submit": may.can_submit(request.actor, application),
        "can_pass": may.can_pass_to_head(request.actor, application),
        "version": rounds.draft_version(application),
        "presentation": rounds.presentation_of(application),
    }


def _remarks(application: Application) -> list[dict[str, Any]]:
    """What the secretariat pointed at, and whether it has been touched since."""
    filed = application.latest_round
    if filed is None or filed.returned_at is None:
        return []
    touched = rounds.touched_since(filed, application)
    return [
        {
            "label": plan_form.label_of(key),
            "step": plan_form.step_of(key),
            "field": key,
            "text": text,
            "touched": key in touched,
        }
        for key, text in remarks_on(application).items()
    ]


def _editable(request: HttpRequest, pk: int) -> Application:
    visible = Application.objects.visible_to(request.actor).with_names()
    application = get_object_or_404(visible, pk=pk)
    application.read_related()
    require(may.can_edit, request.actor, application)
    application.require_editable()
    return application


def _step(name: str) -> Step:
    try:
        return Step(name)
    except ValueError:
        raise Http404 from None
