"""停止後の状態確認: the rounds of all accounts, those of one, and one round as a guided page."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import permissions
from accounts import status_questions as asked
from accounts.filters import StatusCheckFilter
from accounts.forms.status_checks import ServiceEndForm, StatusCheckForm
from accounts.listing import STATUS_CHECKS
from accounts.models import OfficialAccount, StatusCheck
from accounts.services import status_checks as checks
from accounts.views.loading import visible
from komae_sns.documents.evidence.serving import handed_out
from komae_sns.documents.kept_files import FileDamaged
from komae_sns.documents.listings.download import download
from komae_sns.forms import show_errors
from komae_sns.staff import held_posts
from komae_sns.staff.department_tree import department_tree
from komae_sns.staff.permissions import require
from komae_sns.staff.submissions import OtherContent, once

LISTED = 200


@require_safe
def status_check_list(request: HttpRequest) -> HttpResponse:
    """What is due first comes first."""
    if file := download(request, STATUS_CHECKS):
        return file
    chosen = StatusCheckFilter.of(request.GET, request.actor, department_tree().values())
    found = list(chosen.qs.soonest_first().with_names()[: LISTED + 1])
    today = request.actor.today
    context = {
        "filter": chosen,
        "rows": [(check, check.is_late_on(today)) for check in found[:LISTED]],
        "listed": LISTED,
        "has_more": len(found) > LISTED,
    }
    return render(request, "accounts/status_check_list.html", context)


@require_safe
def account_status_checks(request: HttpRequest, pk: int) -> HttpResponse:
    account = visible(request, pk)
    due = account.status_checks.due().first()
    context = {
        "account": account,
        "due": due,
        "is_late": due and due.is_late_on(request.actor.today),
        "may_check": due and permissions.can_check_status(request.actor, account),
        "checks": account.status_checks.done().newest_first().with_names()[:LISTED],
    }
    return render(request, "accounts/account_status_checks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def status_check(request: HttpRequest, pk: int, check_pk: int) -> HttpResponse:
    """Due: the guided page, for those who may. Done: what was found."""
    account = visible(request, pk)
    check = get_object_or_404(account.status_checks.with_names(), pk=check_pk)
    if request.method == "POST":
        return _record(request, account, check)
    if not check.is_due:
        return _shown(request, account, check)
    if not permissions.can_check_status(request.actor, account):
        return redirect("accounts:account-status-checks", pk=account.pk)
    form = StatusCheckForm(held_posts.take(request), account=account)
    return _guided(request, account, check, form)


def _record(request: HttpRequest, account: OfficialAccount, check: StatusCheck) -> HttpResponse:
    require(permissions.can_check_status, request.actor, account)
    form = StatusCheckForm(request.POST, request.FILES, account=account)
    if not form.is_valid():
        return _guided(request, account, check, form)
    if not form.cleaned_data["result"]:
        return _confirm(request, account, check, form)
    try:
        return redirect(_record_once(request, check, form))
    except ValidationError as refused:
        show_errors(form, refused)
        form.choose_again()
    except OtherContent:
        form.add_error(None, "この画面は一度送信されています。記録を確かめてください。")
    return _guided(request, account, check, form)


def _confirm(
    request: HttpRequest, account: OfficialAccount, check: StatusCheck, form: StatusCheckForm
) -> HttpResponse:
    """What the answers come to stands on the page; nothing is recorded yet."""
    missing = asked.missing(form.answers)
    if missing:
        show_errors(form, ValidationError(missing))
        return _guided(request, account, check, form)
    form.data = form.data.copy()
    form.data["result"] = asked.result_of(form.answers) or ""
    possible = asked.allowed(form.answers)
    choices = [(code, label) for code, label in StatusCheck.Result.choices if code in possible]
    form.fields["result"].choices = choices
    return _guided(request, account, check, form, is_answered=True)


def _guided(
    request: HttpRequest,
    account: OfficialAccount,
    check: StatusCheck,
    form: StatusCheckForm,
    *,
    is_answered: bool = False,
) -> HttpResponse:
    if is_answered or (form.is_bound and form.data.get("result")):
        is_answered = True
        form.ask_what_was_found(form.data.get("result"))
    last = account.status_checks.done().newest_first().with_names().first()
    context = {
        "account": account,
        "check": check,
        "form": form,
        "last": last,
        "is_late": check.is_late_on(request.actor.today),
        "is_answered": is_answered,
    }
    return render(request, "accounts/status_check_do.html", context)


def _record_once(request: HttpRequest, check: StatusCheck, form: StatusCheckForm) -> str:
    typed = form.cleaned_data

    def do() -> str:
        done = checks.record_check(
            check,
            form.answers,
            result=typed["result"],
            note=typed["note"],
            evidence_text=typed["evidence_text"],
            evidence=typed["evidence"],
            by=request.actor,
            now=timezone.now(),
        )
        messages.success(request, f"状態確認を「{done.get_result_display()}」と記録しました。")
        if done.found_trouble:
            messages.warning(request, "統括情報セキュリティ責任者へ、すぐに知らせました。")
        return done.get_absolute_url()

    content = dict(request.POST.lists())
    content["evidence"] = [typed["evidence"].original_sha256 if typed["evidence"] else ""]
    return once(request, form, f"status-check-{check.pk}", do, content=content)


def _shown(
    request: HttpRequest,
    account: OfficialAccount,
    check: StatusCheck,
    form: ServiceEndForm | None = None,
) -> HttpResponse:
    actor = request.actor
    may_decide = check.waits_for_secretariat and permissions.can_decide_service_end(actor, check)
    seen = account.status_alarms.visible_to(actor)
    context = {
        "account": account,
        "check": check,
        "alarm": seen.filter(check_found_by=check).first() if check.found_trouble else None,
        "may_read_evidence": permissions.can_read_access(actor, account),
        "following": account.status_checks.filter(number=check.number + 1).first(),
        "form": (form or ServiceEndForm()) if may_decide else None,
    }
    return render(request, "accounts/status_check.html", context)


@require_safe
def status_check_evidence(request: HttpRequest, pk: int, check_pk: int) -> HttpResponse:
    """The picture may show more than the result: for those who look after the account."""
    account = visible(request, pk)
    check = get_object_or_404(
        account.status_checks.exclude(evidence=None).with_names(), pk=check_pk
    )
    require(permissions.can_read_access, request.actor, account)
    try:
        return handed_out(check.evidence)
    except FileDamaged as damaged:
        messages.error(request, str(damaged))
        return redirect(check)


@require_POST
def status_check_end(request: HttpRequest, pk: int, check_pk: int) -> HttpResponse:
    """The secretariat: the service has ended, or it has not."""
    account = visible(request, pk)
    check = get_object_or_404(account.status_checks.done().with_names(), pk=check_pk)
    require(permissions.can_decide_service_end, request.actor, check)
    form = ServiceEndForm(request.POST)
    if form.is_valid():
        has_ended = request.POST.get("decision") == "ended"
        step = checks.confirm_service_end if has_ended else checks.keep_watching
        try:
            step(check, **form.cleaned_data, by=request.actor, now=timezone.now())
        except ValidationError as refused:
            show_errors(form, refused)
        else:
            done = "サービスの終了を確かめました。" if has_ended else "状態確認を続けます。"
            messages.success(request, done)
            return redirect("accounts:account-status-checks", pk=account.pk)
    return _shown(request, account, check, form)
