"""区分「変更」: begun from the account's page, with or without a revision of its policy."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.change_rules import deciders
from accounts.models import OfficialAccount
from accounts.services.changes import label_of
from approvals.models import Application
from approvals.permissions import filing as may
from approvals.plan_form import Step
from approvals.services import changing
from approvals.services.refusals import Refused
from approvals.views.steps import take
from komae_sns.forms import OnceForm
from komae_sns.staff.permissions import require
from komae_sns.staff.submissions import OtherContent, once


@require_http_methods(["GET", "HEAD", "POST"])
def change_start(request: HttpRequest, account_pk: int) -> HttpResponse:
    seen = OfficialAccount.objects.visible_to(request.actor).with_names()
    account = get_object_or_404(seen, pk=account_pk)
    require(may.can_start, request.actor, account.department)
    form = OnceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_start_once(request, account, form))
        except Refused as refused:
            messages.error(request, str(refused))
        except OtherContent:
            messages.error(request, "この画面は一度送信されています。もう一度はじめてください。")
    context = {
        "account": account,
        "form": form,
        "deciders": [(label_of(field), who.label) for field, who in deciders().items()],
        "running": Application.objects.changing(account).open().first(),
    }
    return render(request, "approvals/change_start.html", context)


def _start_once(request: HttpRequest, account: OfficialAccount, form: OnceForm) -> str:
    def do() -> str:
        application = changing.start_change(account, by=request.actor, now=timezone.now())
        return reverse("approvals:application-step", args=[application.pk, Step.EXISTING])

    return once(request, form, f"change-start-{account.pk}", do)


@require_POST
def change_revise(request: HttpRequest, pk: int) -> HttpResponse:
    application = _of_the_section(request, pk)
    take(
        request,
        lambda: changing.attach_revision(application, by=request.actor),
        "運用ポリシーの改正案をつけました。施行中の版から始まっています。",
    )
    return redirect("approvals:application-step", application.pk, Step.POLICY)


@require_POST
def change_leave_revision(request: HttpRequest, pk: int) -> HttpResponse:
    application = _of_the_section(request, pk)
    take(
        request,
        lambda: changing.leave_revision(application, by=request.actor),
        "運用ポリシーは変えずに申請します。改正案は、運用ポリシーのページに残っています。",
    )
    return redirect("approvals:application-step", application.pk, Step.POLICY)


def _of_the_section(request: HttpRequest, pk: int) -> Application:
    visible = Application.objects.visible_to(request.actor).with_names()
    application = get_object_or_404(visible.filter(changed_account__isnull=False), pk=pk)
    require(may.can_edit, request.actor, application)
    application.require_editable()
    return application
