"""関連ドメイン: the list by expiry, one domain with its renewals. Nothing deletes one (4(5)エ)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import permissions
from accounts.forms.ledgers import DomainAddForm, DomainCheckForm, DomainEditForm, RenewForm
from accounts.models import OfficialAccount, RelatedDomain
from accounts.services import EditedMeanwhile, add_domain, renew_domain, update_domain
from accounts.services.domains import KEPT_CURRENT, check_domain
from accounts.standing import domain_standing
from accounts.views.loading import visible
from komae_sns.forms import show_errors
from komae_sns.staff import held_posts
from komae_sns.staff.permissions import require
from komae_sns.staff.submissions import OtherContent, once

LISTED = 300
CHECKS = 50
RENEWAL = "renewal_%s"  # two forms stand on the page of a domain


@require_safe
def domain_list(request: HttpRequest) -> HttpResponse:
    """What ends first comes first."""
    seen = RelatedDomain.objects.visible_to(request.actor).by_expiry().with_names()
    found = list(seen[: LISTED + 1])
    context = {
        "rows": [domain_standing(domain, request.actor.today) for domain in found[:LISTED]],
        "listed": LISTED,
        "has_more": len(found) > LISTED,
    }
    return render(request, "accounts/domain_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def domain_add(request: HttpRequest, pk: int) -> HttpResponse:
    account = visible(request, pk)
    require(permissions.can_keep, request.actor, account)
    typed = request.POST if request.method == "POST" else held_posts.take(request)
    form = DomainAddForm(typed, initial={"kept_by": account.department.name})
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_add_once(request, account, form))
        except ValidationError as refused:
            show_errors(form, refused)
        except OtherContent:
            form.add_error(None, "この画面は一度送信されています。一覧を確かめてください。")
    return render(request, "accounts/domain_add.html", {"account": account, "form": form})


def _add_once(request: HttpRequest, account: OfficialAccount, form: DomainAddForm) -> str:
    facts = dict(form.cleaned_data)
    del facts["submission_id"]

    def do() -> str:
        domain = add_domain(account, facts.pop("name"), by=request.actor, **facts)
        messages.success(request, f"{domain}を登録しました。")
        return domain.get_absolute_url()

    return once(request, form, f"domain-add-{account.pk}", do)


@require_http_methods(["GET", "HEAD", "POST"])
def domain_detail(request: HttpRequest, pk: int, domain_pk: int) -> HttpResponse:
    account, domain = _visible(request, pk, domain_pk)
    may_keep = permissions.can_keep(request.actor, account)
    form = None
    if request.method == "POST" or may_keep:
        require(permissions.can_keep, request.actor, account)
        typed = request.POST if request.method == "POST" else held_posts.take(request)
        initial = {name: getattr(domain, name) for name in (*KEPT_CURRENT, "edit_number")}
        form = DomainEditForm(typed, initial=initial)
    if request.method == "POST" and form.is_valid() and _update(request, domain, form):
        messages.success(request, "関連ドメインの記録を直しました。")
        return redirect(domain)
    return _page(request, account, domain, form, _renew_form(request) if may_keep else None)


def _update(request: HttpRequest, domain: RelatedDomain, form: DomainEditForm) -> bool:
    number = form.cleaned_data["edit_number"]
    try:
        update_domain(domain, form.cleaned_data, by=request.actor, edit_number=number)
    except EditedMeanwhile:
        form.add_error(None, "開いているあいだに、ほかの人が直しました。開きなおしてください。")
        return False
    return True


@require_POST
def domain_renew(request: HttpRequest, pk: int, domain_pk: int) -> HttpResponse:
    account, domain = _visible(request, pk, domain_pk)
    require(permissions.can_keep, request.actor, account)
    form = RenewForm(request.POST, auto_id=RENEWAL)
    if form.is_valid():
        try:
            return redirect(_renew_once(request, domain, form))
        except ValidationError as refused:
            show_errors(form, refused)
        except OtherContent:
            form.add_error(None, "この画面は一度送信されています。更新の記録を確かめてください。")
    initial = {name: getattr(domain, name) for name in (*KEPT_CURRENT, "edit_number")}
    return _page(request, account, domain, DomainEditForm(initial=initial), form)


def _renew_once(request: HttpRequest, domain: RelatedDomain, form: RenewForm) -> str:
    facts = dict(form.cleaned_data)
    del facts["submission_id"]

    def do() -> str:
        renew_domain(domain, by=request.actor, **facts)
        messages.success(request, "有効期限を更新しました。")
        return domain.get_absolute_url()

    return once(request, form, f"domain-renew-{domain.pk}", do)


@require_http_methods(["GET", "HEAD", "POST"])
def domain_check(request: HttpRequest, pk: int, domain_pk: int) -> HttpResponse:
    account, domain = _visible(request, pk, domain_pk)
    require(permissions.can_keep, request.actor, account)
    typed = request.POST if request.method == "POST" else held_posts.take(request)
    form = DomainCheckForm(typed, initial={"checked_on": request.actor.today})
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_check_once(request, domain, form))
        except ValidationError as refused:
            show_errors(form, refused)
        except OtherContent:
            form.add_error(None, "この画面は一度送信されています。記録を確かめてください。")
    context = {"account": account, "domain": domain, "form": form}
    return render(request, "accounts/domain_check.html", context)


def _check_once(request: HttpRequest, domain: RelatedDomain, form: DomainCheckForm) -> str:
    facts = dict(form.cleaned_data)
    del facts["submission_id"]

    def do() -> str:
        check = check_domain(domain, by=request.actor, now=timezone.now(), **facts)
        messages.success(request, f"{domain}の確認を記録しました。")
        if check.is_lost:
            messages.warning(request, "統括情報セキュリティ責任者へ、すぐに知らせました。")
        return domain.get_absolute_url()

    return once(request, form, f"domain-check-{domain.pk}", do)


def _renew_form(request: HttpRequest) -> RenewForm:
    return RenewForm(initial={"renewed_on": request.actor.today}, auto_id=RENEWAL)


def _page(
    request: HttpRequest,
    account: OfficialAccount,
    domain: RelatedDomain,
    form: DomainEditForm | None,
    renew_form: RenewForm | None,
) -> HttpResponse:
    context = {
        "account": account,
        "standing": domain_standing(domain, request.actor.today),
        "domain": domain,
        "renewals": domain.renewals.select_related("renewed_by"),
        "checks": domain.checks.select_related("checked_by")[:CHECKS],
        "may_keep": form is not None,
        "form": form,
        "renew_form": renew_form,
        "list_url": reverse("accounts:domain-list"),
    }
    return render(request, "accounts/domain_detail.html", context)


def _visible(
    request: HttpRequest, pk: int, domain_pk: int
) -> tuple[OfficialAccount, RelatedDomain]:
    account = visible(request, pk)
    domain = get_object_or_404(account.domains.select_related("registered_by"), pk=domain_pk)
    domain.account = account
    return account, domain
