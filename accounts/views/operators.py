"""担当者: who posts, and until when."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import permissions
from accounts.forms.upkeep import LastDayForm, OperatorForm
from accounts.models import Keeper, OfficialAccount
from accounts.services import add_operator, end_operator
from accounts.views.loading import visible
from komae_sns.forms import show_errors
from komae_sns.staff import held_posts
from komae_sns.staff.permissions import require
from komae_sns.staff.submissions import OtherContent, once

SHOWN = 100  # of each ledger


@require_safe
def operator_list(request: HttpRequest, pk: int) -> HttpResponse:
    account = visible(request, pk)
    return render(
        request,
        "accounts/operator_list.html",
        {
            "account": account,
            "operators": account.operators.with_people().order_by("-starts_on", "-pk"),
            "may_name": permissions.can_name_operators(request.actor, account),
            "today": request.actor.today,
            **_ways_in(request, account),
        },
    )


def _ways_in(request: HttpRequest, account: OfficialAccount) -> dict[str, Any]:
    """4(3)カ: only for those who look after the account, and who help when it is attacked."""
    actor = request.actor
    if not permissions.can_read_access(actor, account):
        return {"may_read_access": False}
    keepers = list(account.keepers.select_related("user")[:SHOWN])
    standing = [keeper for keeper in keepers if keeper.ended_at is None]
    changes = list(account.credential_changes.select_related("changed_by", "recorded_by")[:SHOWN])
    return {
        "may_read_access": True,
        "may_keep_access": permissions.can_keep_access(actor, account) and not account.is_abandoned,
        "connections": account.connections.select_related("added_by", "ended_by")[:SHOWN],
        "keepers": keepers,
        "holders": sum(keeper.role == Keeper.Role.HOLDER for keeper in standing),
        "watchers": [k for k in standing if k.role == Keeper.Role.WATCHER],
        "changes": changes,
        "handovers": account.handovers.outstanding().visible_to(actor).with_names(),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def operator_add(request: HttpRequest, pk: int) -> HttpResponse:
    account = visible(request, pk)
    require(permissions.can_name_operators, request.actor, account)
    typed = request.POST if request.method == "POST" else held_posts.take(request)
    form = OperatorForm(typed, account=account, by=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_add_once(request, account, form))
        except ValidationError as refused:
            show_errors(form, refused)
        except OtherContent:
            form.add_error(None, "この画面は一度送信されています。一覧を確かめてください。")
    return render(request, "accounts/operator_add.html", {"account": account, "form": form})


def _add_once(request: HttpRequest, account: OfficialAccount, form: OperatorForm) -> str:
    typed = form.cleaned_data

    def do() -> str:
        add_operator(
            account,
            typed["user"],
            by=request.actor,
            starts_on=typed["starts_on"],
            ends_on=typed["ends_on"],
        )
        messages.success(request, f"{typed['user']}さんを担当者にしました。")
        return reverse("accounts:operator-list", args=[account.pk])

    return once(request, form, f"operator-add-{account.pk}", do)


@require_POST
def operator_end(request: HttpRequest, pk: int, operator_pk: int) -> HttpResponse:
    account = visible(request, pk)
    operator = get_object_or_404(account.operators.with_people(), pk=operator_pk)
    form = LastDayForm(request.POST)
    if not form.is_valid():
        messages.error(request, "最後の日を入れてください。")
        return redirect("accounts:operator-list", pk=account.pk)
    try:
        end_operator(operator, by=request.actor, ends_on=form.cleaned_data["ends_on"])
        messages.success(request, f"{operator.user}さんの最後の日を決めました。")
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    return redirect("accounts:operator-list", pk=account.pk)
