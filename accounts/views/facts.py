"""Changing what is recorded of one account."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts import permissions
from accounts.forms import AddressForm, BadgeForm, FactsForm
from accounts.models import OfficialAccount
from accounts.services import (
    EditedMeanwhile,
    changeable,
    mark_city_pr,
    record_badge,
    set_address,
    update_facts,
)
from accounts.views.loading import show_errors, visible
from komae_sns.staff import held_posts
from komae_sns.staff.permissions import require


@require_http_methods(["GET", "HEAD", "POST"])
def account_address(request: HttpRequest, pk: int) -> HttpResponse:
    account = visible(request, pk)
    _require_may_set_address(request, account)
    typed = request.POST if request.method == "POST" else held_posts.take(request)
    form = AddressForm(typed, account=account)
    if request.method == "POST" and form.is_valid() and _set_address(request, account, form):
        return redirect(account)
    return render(request, "accounts/account_address.html", {"account": account, "form": form})


def _require_may_set_address(request: HttpRequest, account: OfficialAccount) -> None:
    may = permissions.can_keep if account.is_preparing else permissions.can_correct_address
    require(may, request.actor, account)


def _set_address(request: HttpRequest, account: OfficialAccount, form: AddressForm) -> bool:
    typed = form.cleaned_data
    try:
        address = set_address(
            account, typed["address"], by=request.actor, reason=typed.get("reason", "")
        )
    except ValidationError as refused:
        show_errors(form, refused, field="address")
        return False
    messages.success(request, f"アドレスを {address.url} に決めました。")
    for problem in address.problems:
        messages.info(request, problem.message)
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def account_facts(request: HttpRequest, pk: int) -> HttpResponse:
    account = visible(request, pk)
    require(permissions.can_keep, request.actor, account)
    typed = request.POST if request.method == "POST" else held_posts.take(request)
    form = FactsForm(typed, account=account, names=changeable(account), by=request.actor)
    if request.method == "POST" and form.is_valid() and _update(request, account, form):
        return redirect(account)
    return render(request, "accounts/account_facts.html", {"account": account, "form": form})


def _update(request: HttpRequest, account: OfficialAccount, form: FactsForm) -> bool:
    try:
        update_facts(
            account,
            form.facts(),
            by=request.actor,
            edit_number=form.cleaned_data["edit_number"],
        )
    except ValidationError as refused:
        show_errors(form, refused)
        return False
    except EditedMeanwhile:
        form.add_error(
            None,
            "開いているあいだに、ほかの人が記録を直しました。"
            "別のタブでアカウントのページを確かめてから、もう一度入力してください。",
        )
        return False
    messages.success(request, "アカウントの記録を直しました。")
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def account_badge(request: HttpRequest, pk: int) -> HttpResponse:
    account = visible(request, pk)
    require(permissions.can_keep, request.actor, account)
    typed = request.POST if request.method == "POST" else held_posts.take(request)
    form = BadgeForm(typed, initial={"badge": account.badge})
    if request.method == "POST" and form.is_valid():
        record_badge(account, form.cleaned_data["badge"], by=request.actor)
        messages.success(request, "認証の状態を記録しました。")
        return redirect(account)
    return render(request, "accounts/account_badge.html", {"account": account, "form": form})


@require_POST
def account_city_pr(request: HttpRequest, pk: int) -> HttpResponse:
    account = visible(request, pk)
    mark_city_pr(account, request.POST.get("is_city_pr") == "yes", by=request.actor)
    messages.success(request, "市広報アカウントの印を変えました。")
    return redirect(account)
