"""Changing what is recorded of one account."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts import permissions
from accounts.change_rules import for_committee
from accounts.forms.record import AddressForm, ChangeForm, FactsForm
from accounts.models import OfficialAccount
from accounts.services import (
    EditedMeanwhile,
    changeable,
    followed,
    mark_city_pr,
    set_address,
    update_facts,
)
from accounts.services.changes import label_of
from accounts.views.loading import visible
from komae_sns.forms import show_errors
from komae_sns.staff import held_posts
from komae_sns.staff.permissions import require


@require_http_methods(["GET", "HEAD", "POST"])
def account_address(request: HttpRequest, pk: int) -> HttpResponse:
    account = visible(request, pk)
    _require_may_set_address(request, account)
    typed = request.POST if request.method == "POST" else held_posts.take(request)
    may_correct = permissions.can_correct_address(request.actor, account)
    form = AddressForm(typed, account=account, may_correct=may_correct)
    if request.method == "POST" and form.is_valid() and _set_address(request, account, form):
        return redirect(account)
    return render(request, "accounts/account_address.html", {"account": account, "form": form})


def _require_may_set_address(request: HttpRequest, account: OfficialAccount) -> None:
    may = permissions.can_keep if account.is_preparing else permissions.can_rename
    require(may, request.actor, account)


def _set_address(request: HttpRequest, account: OfficialAccount, form: AddressForm) -> bool:
    typed = form.cleaned_data
    try:
        address = set_address(
            account,
            typed["address"],
            by=request.actor,
            reason=typed.get("reason", ""),
            renamed_on=typed.get("renamed_on"),
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
    names = tuple(n for n in changeable(account) if n not in followed(account, [n]))
    form = FactsForm(typed, account=account, names=names, by=request.actor)
    if request.method == "POST" and form.is_valid() and _update(request, account, form):
        messages.success(request, "アカウントの記録を直しました。")
        return redirect(account)
    return render(request, "accounts/account_facts.html", {"account": account, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def account_change(request: HttpRequest, pk: int) -> HttpResponse:
    """What the head decides alone; the committee's fields lead to an application."""
    account = visible(request, pk)
    require(permissions.can_decide_changes, request.actor, account)
    names = followed(account, changeable(account))
    typed = request.POST if request.method == "POST" else held_posts.take(request)
    form = ChangeForm(typed, account=account, names=names, by=request.actor)
    if request.method == "POST" and form.is_valid() and _change(request, account, form):
        messages.success(request, "内容を変えました。変更の記録に残しました。")
        return redirect("accounts:account-ledger", pk=account.pk)
    context = {"account": account, "form": form, "for_committee": _committee_labels()}
    return render(request, "accounts/account_change.html", context)


def _committee_labels() -> list[str]:
    return [label_of(field) for field in for_committee()]


def _change(request: HttpRequest, account: OfficialAccount, form: ChangeForm) -> bool:
    if all(getattr(account, name) == value for name, value in form.facts().items()):
        form.add_error(None, "変わったところがありません。")
        return False
    kept = {name: form.cleaned_data[name] for name in ("reason", "valid_from")}
    return _update(request, account, form, **kept)


def _update(request: HttpRequest, account: OfficialAccount, form: FactsForm, **kept: Any) -> bool:
    try:
        update_facts(
            account,
            form.facts(),
            by=request.actor,
            edit_number=form.cleaned_data["edit_number"],
            **kept,
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
    return True


@require_POST
def account_city_pr(request: HttpRequest, pk: int) -> HttpResponse:
    account = visible(request, pk)
    mark_city_pr(account, request.POST.get("is_city_pr") == "yes", by=request.actor)
    messages.success(request, "市広報アカウントの印を変えました。")
    return redirect(account)
