"""台帳: badge, links both ways, former names and changes of one account, each with its history."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts import permissions, standing
from accounts.forms.ledgers import BadgeForm, LinkCheckForm
from accounts.models import OfficialAccount
from accounts.services import check_links, record_badge
from accounts.views.loading import visible
from komae_sns.forms import show_errors
from komae_sns.staff import held_posts
from komae_sns.staff.permissions import require
from komae_sns.staff.submissions import OtherContent, once

SHOWN = 100  # of each ledger


@require_safe
def account_ledger(request: HttpRequest, pk: int) -> HttpResponse:
    account = visible(request, pk, **standing.kept())
    actor = request.actor
    context = {
        "account": account,
        "badges": account.badge_events.select_related("recorded_by")[:SHOWN],
        "links": account.link_checks.select_related("checked_by")[:SHOWN],
        "former": account.former_handles.select_related("service", "recorded_by")[:SHOWN],
        "domains": account.domains.by_expiry()[:SHOWN],
        "changes": account.changes.newest_first().with_names()[:SHOWN],
        "standing": standing.of(account, actor.today),
        "reads_procedure": permissions.can_read_procedure(actor, account),
        "may_keep": permissions.can_keep(actor, account),
        "may_change": account.is_in_use and permissions.can_decide_changes(actor, account),
    }
    return render(request, "accounts/account_ledger.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def account_badge(request: HttpRequest, pk: int) -> HttpResponse:
    account = visible(request, pk)
    require(permissions.can_keep, request.actor, account)
    typed = request.POST if request.method == "POST" else held_posts.take(request)
    initial = {"badge": account.badge, "happened_on": request.actor.today}
    form = BadgeForm(typed, initial=initial)
    if request.method == "POST" and form.is_valid() and _record(request, account, form):
        messages.success(request, "認証の状態を記録しました。")
        return redirect("accounts:account-ledger", pk=account.pk)
    return render(request, "accounts/account_badge.html", {"account": account, "form": form})


def _record(request: HttpRequest, account: OfficialAccount, form: BadgeForm) -> bool:
    try:
        record_badge(account, by=request.actor, **form.cleaned_data)
    except ValidationError as refused:
        show_errors(form, refused)
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def link_check(request: HttpRequest, pk: int) -> HttpResponse:
    account = visible(request, pk)
    require(permissions.can_keep, request.actor, account)
    typed = request.POST if request.method == "POST" else held_posts.take(request)
    last = account.link_checks.first()
    initial = {"checked_on": request.actor.today, "page_url": last.page_url if last else ""}
    form = LinkCheckForm(typed, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_check_once(request, account, form))
        except ValidationError as refused:
            show_errors(form, refused)
        except OtherContent:
            form.add_error(None, "この画面は一度送信されています。台帳を確かめてください。")
    return render(request, "accounts/link_check.html", {"account": account, "form": form})


def _check_once(request: HttpRequest, account: OfficialAccount, form: LinkCheckForm) -> str:
    facts = dict(form.cleaned_data)
    del facts["submission_id"]

    def do() -> str:
        check_links(account, by=request.actor, **facts)
        messages.success(request, "相互リンクの確認を記録しました。")
        return standing.ledger_url(account)

    return once(request, form, f"link-check-{account.pk}", do)
