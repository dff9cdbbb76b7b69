"""One action, one address: pass, submit, pull back, withdraw, accept, return."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from approvals import shown
from approvals.forms.filing import ReturnForm, WithdrawForm
from approvals.models import Application
from approvals.permissions import filing as may
from approvals.plan_form import Step
from approvals.services import filing
from approvals.services.refusals import Refused
from approvals.status import ApplicationStatus
from approvals.views.steps import take
from komae_sns.staff import held_posts
from komae_sns.staff.permissions import require


@require_POST
def application_pass(request: HttpRequest, pk: int) -> HttpResponse:
    application = visible_application(request, pk)
    filing.pass_to_head(application, by=request.actor, now=timezone.now())
    messages.success(request, "課長へ回しました。")
    return redirect(application)


@require_POST
def application_submit(request: HttpRequest, pk: int) -> HttpResponse:
    application = visible_application(request, pk)
    try:
        filing.submit(
            application,
            presentation=request.POST.get("presentation", ""),
            by=request.actor,
            now=timezone.now(),
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("approvals:application-step", pk, Step.CONFIRM)
    except filing.NotReady:
        messages.error(request, "まだ提出できません。足りないところを書いてください。")
        return redirect("approvals:application-step", pk, Step.CONFIRM)
    messages.success(request, "事務局へ提出しました。受付を待っています。")
    return redirect(application)


@require_http_methods(["GET", "HEAD", "POST"])
def application_pull_back(request: HttpRequest, pk: int) -> HttpResponse:
    application = visible_application(request, pk)
    require(may.can_pull_back, request.actor, application)
    application.require_move(ApplicationStatus.DRAFT)
    if request.method == "POST":
        step = partial(filing.pull_back, application, by=request.actor, now=timezone.now())
        take(request, step, "引き戻しました。書き直して、もう一度提出できます。")
        return redirect(application)
    return render(request, "approvals/application_pull_back.html", {"application": application})


@require_http_methods(["GET", "HEAD", "POST"])
def application_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    application = visible_application(request, pk)
    require(may.can_withdraw, request.actor, application)
    application.require_move(ApplicationStatus.WITHDRAWN)
    form = WithdrawForm(request.POST or held_posts.take(request))
    if request.method == "POST" and form.is_valid():
        reason, now = form.cleaned_data["reason"], timezone.now()
        step = partial(filing.withdraw, application, reason=reason, by=request.actor, now=now)
        take(request, step, "申請を取り下げました。")
        return redirect(application)
    running = application.agenda_items.running().select_related("meeting").first()
    context = {"application": application, "item": running, "form": form}
    return render(request, "approvals/application_withdraw.html", context)


@require_POST
def application_accept(request: HttpRequest, pk: int) -> HttpResponse:
    application = visible_application(request, pk)
    filing.accept(application, by=request.actor, now=timezone.now())
    messages.success(request, "受け付けました。委員会の議題にのせられます。")
    return redirect(application)


@require_http_methods(["GET", "HEAD", "POST"])
def application_return(request: HttpRequest, pk: int) -> HttpResponse:
    application = visible_application(request, pk)
    require(may.can_return, request.actor, application)
    application.require_move(ApplicationStatus.RETURNED)
    typed = request.POST if request.method == "POST" else held_posts.take(request)
    form = ReturnForm(typed)
    if request.method == "POST" and form.is_valid():
        return _return(request, application, form)
    filed = application.latest_round
    context = {
        "application": application,
        "form": form,
        "rows": [(row, form.remark_field(row.key)) for row in shown.filed_rows(filed.snapshot)],
        "policy_field": form.remark_field("policy"),
    }
    return render(request, "approvals/application_return.html", context)


def _return(request: HttpRequest, application: Application, form: ReturnForm) -> HttpResponse:
    step = partial(
        filing.return_to_applicant,
        application,
        remarks=form.remarks(),
        answer=form.cleaned_data["answer"],
        by=request.actor,
        now=timezone.now(),
    )
    take(request, step, f"{application.department.name}へ差し戻しました。")
    return redirect(application)


def visible_application(request: HttpRequest, pk: int) -> Application:
    return get_object_or_404(Application.objects.visible_to(request.actor).with_names(), pk=pk)
