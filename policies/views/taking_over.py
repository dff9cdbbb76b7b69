"""紙の運用ポリシー: paste or bring it, see what is read, mend it, keep it."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import OfficialAccount
from komae_sns.lives import WrongStatus
from komae_sns.staff import held_posts
from komae_sns.staff.permissions import require
from komae_sns.staff.submissions import OtherContent, once
from policies import permissions, services
from policies.articles import BadArticles
from policies.check import check_recognised
from policies.forms import TakeOverForm
from policies.models import Policy
from policies.permitted import register_of_accounts
from policies.recognise import Recognised, TooLong, recognise
from policies.recognise.files import LARGEST_FILE, UnreadableFile, text_of
from policies.services import Existing, Refused

KEEP = "keep"


@require_http_methods(["GET", "HEAD", "POST"])
def policy_take_over(request: HttpRequest, account_pk: int) -> HttpResponse:
    account = get_object_or_404(
        OfficialAccount.objects.visible_to(request.actor).with_names(), pk=account_pk
    )
    require(permissions.can_take_over, request.actor, account.department)
    policy = Policy.objects.covering(account).first()
    accounts = _choices(account, policy)
    draft = policy.versions.drafts().first() if policy else None
    initial = {
        "accounts": policy.accounts.all() if policy else [account],
        "seen": services.mark(draft),
    }
    if request.method != "POST":
        typed = held_posts.take(request)
        form = TakeOverForm(typed, accounts=accounts, initial=initial)
        return _page(request, account, policy, form, read=None)
    typed, trouble = _typed(request)
    form = TakeOverForm(typed, accounts=accounts)
    read = None if trouble else _read(form)
    if trouble:
        form.add_error("file", trouble)
    elif request.POST.get("do") == KEEP and not request.FILES and form.is_valid():
        try:
            return redirect(_keep_once(request, account, form))
        except (BadArticles, Refused, TooLong, WrongStatus) as refused:
            form.add_error(None, str(refused))
        except OtherContent:
            form.add_error(None, "この画面からは、もう残しました。一覧から開いてください。")
    elif request.POST.get("do") != KEEP or request.FILES:
        form = _not_yet_judged(typed, accounts, read)
    return _page(request, account, policy, form, read)


def _choices(account: OfficialAccount, policy: Policy | None) -> Any:
    """Of the section: those without a policy, or those of the same one."""
    free = Q(policies=None) | (Q(policies=policy) if policy else Q())
    section = OfficialAccount.objects.of_section(account.department)
    return section.filter(free).select_related("service").order_by("pk").distinct()


def _typed(request: HttpRequest) -> tuple[Any, str]:
    """With the text of the file that was brought in place of what was pasted."""
    typed = request.POST.copy()
    file = request.FILES.get("file")
    if file is None:
        return typed, ""
    if file.size > LARGEST_FILE:
        return typed, f"ファイルが大きすぎます（{LARGEST_FILE // 1024 // 1024}MBまで）。"
    try:
        typed["text"] = text_of(file.read())
    except UnreadableFile as unreadable:
        return typed, str(unreadable)
    return typed, ""


def _read(form: TakeOverForm) -> Recognised | None:
    form.full_clean()
    try:
        return recognise(form.cleaned_data["text"]) if "text" in form.cleaned_data else None
    except TooLong as too_long:
        form.add_error("text", str(too_long))
        return None


def _not_yet_judged(typed: Any, accounts: Any, read: Recognised | None) -> TakeOverForm:
    """Reading fills what is still blank, and complains of the text only."""
    if read:
        found = {"title": read.title, "notice_number": read.notice_number}
        found["enacted_on"] = read.enacted_on.isoformat() if read.enacted_on else ""
        for name, value in found.items():
            typed[name] = typed.get(name) or value
    form = TakeOverForm(typed, accounts=accounts)
    for name in [name for name in form.errors if name != "text" or read]:
        del form.errors[name]
    return form


def _keep_once(request: HttpRequest, account: OfficialAccount, form: TakeOverForm) -> str:
    typed = form.cleaned_data
    is_existing = typed["kept_as"] == TakeOverForm.EXISTING

    def keep() -> str:
        version = services.take_over(
            list(typed["accounts"]),
            typed["text"],
            title=typed["title"],
            notice_number=typed["notice_number"],
            existing=Existing(typed["enacted_on"], typed["evidence"]) if is_existing else None,
            seen=typed["seen"],
            by=request.actor,
            now=timezone.now(),
        )
        if is_existing:
            messages.success(request, "既存の運用ポリシーとして残しました。")
            return version.get_absolute_url()
        messages.success(request, "読みとった文から、案をつくりました。")
        if permissions.can_edit(request.actor, version):
            return reverse("policies:version-edit", args=[version.policy_id, version.number])
        return version.get_absolute_url()

    return once(request, form, "policies.take_over", keep)


def _page(
    request: HttpRequest,
    account: OfficialAccount,
    policy: Policy | None,
    form: TakeOverForm,
    read: Recognised | None,
) -> HttpResponse:
    context = {
        "account": account,
        "draft": policy.versions.drafts().first() if policy else None,
        "policy": policy,
        "form": form,
        "read": read,
        "findings": check_recognised(read, register_of_accounts([account.pk])) if read else (),
        "can_keep_existing": permissions.can_keep_existing(request.actor, account.department),
    }
    return render(request, "policies/policy_take_over.html", context)
