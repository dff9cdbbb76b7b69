"""The register, one account with its whole life, and 既存登録."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Expression
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts import permissions, sections, standing, stopping
from accounts.duties import content_check_due
from accounts.filters import AccountFilter
from accounts.forms.record import RegisterForm
from accounts.listing import REGISTER
from accounts.metrics import idle_days
from accounts.models import OfficialAccount, Service
from accounts.models.content_check import last_check_of_each
from accounts.models.official_account import last_post_of_each
from accounts.services import register_existing
from accounts.status import AccountStatus
from accounts.timeline import timeline_of
from accounts.views import opening
from accounts.views.loading import visible
from komae_sns.documents.listings.download import download
from komae_sns.forms import show_errors
from komae_sns.pages import page_of
from komae_sns.staff import held_posts
from komae_sns.staff.department_tree import department_tree
from komae_sns.staff.models import Department
from komae_sns.staff.permissions import require
from komae_sns.staff.submissions import OtherContent, once


@require_safe
def account_list(request: HttpRequest) -> HttpResponse:
    if file := download(request, REGISTER):
        return file
    services = {service.pk: service for service in Service.objects.all()}
    departments = department_tree()
    seen = OfficialAccount.objects.visible_to(request.actor).for_list()
    chosen = AccountFilter(
        request.GET,
        seen,
        actor=request.actor,
        services=services.values(),
        departments=departments.values(),
    )
    page = page_of(chosen.qs, request)
    _name(page.rows, services, departments)
    context = {
        "filter": chosen,
        "page": page,
        "can_register": permissions.can_register_existing(request.actor),
        "is_contractor": not permissions.is_city_staff(request.actor),
    }
    return render(request, "accounts/account_list.html", context)


def _name(
    accounts: Iterable[OfficialAccount],
    services: Mapping[int, Service],
    departments: Mapping[int, Department],
) -> None:
    """Fifty rows share ten services and the departments that the filter offers."""
    for account in accounts:
        account.service = services[account.service_id]
        account.department = departments[account.department_id]
        if account.manager and account.manager.department_id:
            account.manager.department = departments[account.manager.department_id]


@require_safe
def account_detail(request: HttpRequest, pk: int) -> HttpResponse:
    actor = request.actor
    account = visible(request, pk, **_read_along())
    account.read_operators(actor.today)
    context = {
        "account": account,
        "may_keep": permissions.can_keep(actor, account) and not account.is_abandoned,
        "may_correct_address": permissions.can_correct_address(actor, account),
        "may_name_operators": permissions.can_name_operators(actor, account),
        "may_mark_city_pr": permissions.can_mark_city_pr(actor, account),
        "may_rename": permissions.can_rename(actor, account),
        "may_change": account.is_in_use and permissions.can_decide_changes(actor, account),
        "standing": standing.of(account, actor.today),
        "stopping": stopping.state_of(account, actor),
        "opening": opening.state_of(account, actor) if account.is_preparing else None,
        "sections": sections.of(account, actor),
        "timeline": timeline_of(account, request),
        "may_read_consents": permissions.can_read_consents(actor, account),
        **_duties(account, actor.today),
    }
    return render(request, "accounts/account_detail.html", context)


def _read_along() -> dict[str, Expression]:
    return {
        "content_checked_on": last_check_of_each(),
        "last_post_on": last_post_of_each(),
        **standing.kept(),
    }


def _duties(account: OfficialAccount, today: date) -> dict[str, Any]:
    """4(3)ア, 4(5)ア: what is due, and whether the account has fallen silent."""
    if account.is_preparing:
        return {}
    found: dict[str, Any] = {}
    if account.status in {AccountStatus.SUSPENDED, AccountStatus.SERVICE_ENDED}:
        found["watch"] = _watch(account, today)
    if account.is_live:
        silent_since = account.last_post_on or account.in_care_since
        is_silent = (today - silent_since).days > idle_days()
        found["is_idle"] = is_silent and account.last_post_on is not None
        found["silence_is_unknown"] = is_silent and account.last_post_on is None
        due = content_check_due(account.content_checked_on, account.in_care_since)
        found |= {"content_due": due, "content_is_late": due.is_late_on(today)}
    return found


def _watch(account: OfficialAccount, today: date) -> dict[str, Any]:
    """4(5)エ: the round ahead and the last one; one query."""
    rounds = list(account.status_checks.newest_first()[:2])
    due = next((check for check in rounds if check.is_due), None)
    last = next((check for check in rounds if not check.is_due), None)
    return {"due": due, "last": last, "is_late": bool(due) and due.is_late_on(today)}


@require_http_methods(["GET", "HEAD", "POST"])
def account_register(request: HttpRequest) -> HttpResponse:
    """既存登録: by the secretariat, with the paper that allowed the account."""
    require(permissions.can_register_existing, request.actor)
    typed = request.POST if request.method == "POST" else held_posts.take(request)
    form = RegisterForm(typed, by=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_register_once(request, form))
        except ValidationError as refused:
            show_errors(form, refused)
        except OtherContent:
            form.add_error(None, "この画面は一度送信されています。登録簿を確かめてください。")
    return render(request, "accounts/account_register.html", {"form": form})


def _register_once(request: HttpRequest, form: RegisterForm) -> str:
    typed = form.cleaned_data

    def do() -> str:
        account = register_existing(
            by=request.actor, facts=form.facts(), **{name: typed[name] for name in form.STEPS}
        )
        messages.success(request, f"{account}を登録しました。")
        return account.get_absolute_url()

    return once(request, form, "account-register", do)
