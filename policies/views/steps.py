"""Begin a policy, put it in force, revise it; open the account it was waited for."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import OfficialAccount
from accounts.services import opening_gaps
from komae_sns.lives import WrongStatus
from komae_sns.staff import held_posts
from komae_sns.staff.permissions import require
from komae_sns.staff.submissions import OtherContent, once
from policies import permissions, services
from policies.forms import EnforceForm, StartForm, WithdrawForm
from policies.permitted import register_of_policy
from policies.records import record_of_accounts
from policies.services import NotReady, Refused
from policies.views.loading import visible_policy, visible_version


@require_http_methods(["GET", "HEAD", "POST"])
def policy_start(request: HttpRequest, account_pk: int) -> HttpResponse:
    """For accounts that are older than the portal; new ones get theirs with the application."""
    account = _visible_account(request, account_pk)
    require(permissions.can_start, request.actor, account.department)
    accounts = OfficialAccount.objects.of_section(account.department).select_related("service")
    typed = request.POST if request.method == "POST" else held_posts.take(request)
    form = StartForm(typed, accounts=accounts, initial={"accounts": [account]})
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_start_once(request, account, form))
        except OtherContent:
            form.add_error(None, "この画面からは、もうつくりました。一覧から開いてください。")
        except Refused as refused:
            form.add_error(None, str(refused))
    return render(request, "policies/policy_start.html", {"account": account, "form": form})


def _start_once(request: HttpRequest, account: OfficialAccount, form: StartForm) -> str:
    def start() -> str:
        policy = services.start_policy(
            account.department,
            record_of_accounts(list(form.cleaned_data["accounts"]) or [account]),
            by=request.actor,
            accounts=form.cleaned_data["accounts"],
        )
        messages.success(request, "見本から、運用ポリシーの案をつくりました。")
        return reverse("policies:version-edit", args=[policy.pk, 1])

    return once(request, form, "policies.start", start)


@require_POST
def policy_revise(request: HttpRequest, pk: int) -> HttpResponse:
    policy = visible_policy(request, pk)
    try:
        version = services.new_version(policy, by=request.actor)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(policy)
    messages.success(request, "施行中の版を写して、改正案をつくりました。")
    return redirect("policies:version-edit", policy.pk, version.number)


@require_POST
def version_withdraw(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    version = visible_version(request, pk, number)
    form = WithdrawForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        services.withdraw_version(version, reason=reason, by=request.actor)
    except (Refused, WrongStatus) as refused:
        messages.error(request, str(refused))
        return redirect(version)
    messages.success(request, "案を取り下げました。取り下げた案は、あとから読めます。")
    return redirect(version.policy)


@require_http_methods(["GET", "HEAD", "POST"])
def version_enforce(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    version = visible_version(request, pk, number)
    require(permissions.can_put_in_force, request.actor, version)
    typed = request.POST if request.method == "POST" else held_posts.take(request)
    initial = {"enacted_on": request.actor.today, "notice_number": version.notice_number}
    form = EnforceForm(typed, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.put_in_force(
                version, **form.cleaned_data, by=request.actor, now=timezone.now()
            )
        except (Refused, WrongStatus) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "運用ポリシーを施行しました。")
            return redirect(version)
    context = {
        "version": version,
        "form": form,
        "gaps": version.gaps(),
        "findings": version.findings(register_of_policy(version.policy_id)),
    }
    return render(request, "policies/version_enforce.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def account_open(request: HttpRequest, pk: int) -> HttpResponse:
    """運用をはじめる."""
    account = _visible_account(request, pk)
    require(permissions.can_open_account, request.actor, account)
    if not account.is_preparing:
        messages.info(request, "このアカウントの開設準備は、もう終わっています。")
        return redirect(account)
    gaps = opening_gaps(account, request.actor.today)
    if request.method == "POST":
        try:
            services.open_account(account, by=request.actor, now=timezone.now())
        except NotReady as not_ready:
            gaps = not_ready.gaps
        except WrongStatus as refused:
            messages.error(request, str(refused))
            return redirect(account)
        else:
            messages.success(request, "運用をはじめました。")
            return redirect(account)
    return render(request, "policies/account_open.html", {"account": account, "gaps": gaps})


def _visible_account(request: HttpRequest, pk: int) -> OfficialAccount:
    seen = OfficialAccount.objects.visible_to(request.actor).with_names()
    return get_object_or_404(seen, pk=pk)
