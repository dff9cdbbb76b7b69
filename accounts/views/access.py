"""Who and what gets into an account: added and ended, never altered."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts import permissions
from accounts.forms.access import ConnectionForm, CredentialForm, KeeperForm
from accounts.forms.upkeep import LastDayForm
from accounts.models import OfficialAccount
from accounts.services import access
from accounts.views.loading import visible
from komae_sns.forms import OnceForm, show_errors
from komae_sns.staff import held_posts
from komae_sns.staff.permissions import require
from komae_sns.staff.submissions import OtherContent, once

Step = Callable[..., Any]
WAYS_IN = "ways-in"


@require_http_methods(["GET", "HEAD", "POST"])
def connection_add(request: HttpRequest, pk: int) -> HttpResponse:
    account = _kept(request, pk)
    form = ConnectionForm(_typed(request), by=request.actor)
    words = ("連携アプリ・機器を記録する", "連携アプリ・機器を記録しました。")
    return _add(request, account, form, access.connect, *words)


@require_http_methods(["GET", "HEAD", "POST"])
def keeper_add(request: HttpRequest, pk: int) -> HttpResponse:
    account = _kept(request, pk)
    form = KeeperForm(_typed(request), account=account, by=request.actor)
    words = ("ログインできる人・常時監視をする人を決める", "記録しました。")
    return _add(request, account, form, access.name_keeper, *words)


@require_http_methods(["GET", "HEAD", "POST"])
def credential_add(request: HttpRequest, pk: int) -> HttpResponse:
    account = _kept(request, pk)
    form = CredentialForm(_typed(request), account=account, by=request.actor)
    words = ("パスワードの変更を記録する", "パスワードの変更を記録しました。")
    return _add(request, account, form, access.record_credential_change, *words)


def _kept(request: HttpRequest, pk: int) -> OfficialAccount:
    account = visible(request, pk)
    require(permissions.can_keep_access, request.actor, account)
    return account


def _typed(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else held_posts.take(request)


def _add(
    request: HttpRequest,
    account: OfficialAccount,
    form: OnceForm,
    step: Step,
    title: str,
    said: str,
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_add_once(request, account, form, step, said))
        except ValidationError as refused:
            show_errors(form, refused)
        except OtherContent:
            form.add_error(None, "この画面は一度送信されています。一覧を確かめてください。")
    context = {"account": account, "form": form, "title": title}
    return render(request, "accounts/access_add.html", context)


def _add_once(
    request: HttpRequest, account: OfficialAccount, form: OnceForm, step: Step, said: str
) -> str:
    facts = {name: value for name, value in form.cleaned_data.items() if name != "submission_id"}

    def do() -> str:
        step(account, **facts, by=request.actor, now=timezone.now())
        messages.success(request, said)
        return f"{reverse('accounts:operator-list', args=[account.pk])}#{WAYS_IN}"

    return once(request, form, f"{step.__name__}-{account.pk}", do)


@require_POST
def connection_cut(request: HttpRequest, pk: int, connection_pk: int) -> HttpResponse:
    account = _kept(request, pk)
    row = get_object_or_404(account.connections.select_related("account"), pk=connection_pk)
    return _end(request, account, row, access.cut, f"{row}を外した記録をしました。")


@require_POST
def keeper_end(request: HttpRequest, pk: int, keeper_pk: int) -> HttpResponse:
    account = _kept(request, pk)
    row = get_object_or_404(account.keepers.select_related("account", "user"), pk=keeper_pk)
    return _end(request, account, row, access.end_keeper, f"{row}の期間を終えました。")


def _end(
    request: HttpRequest, account: OfficialAccount, row: object, step: Step, said: str
) -> HttpResponse:
    form = LastDayForm(request.POST)
    if not form.is_valid():
        messages.error(request, "最後の日を入れてください。")
    else:
        try:
            step(row, **form.cleaned_data, by=request.actor, now=timezone.now())
            messages.success(request, said)
        except ValidationError as refused:
            messages.error(request, refused.messages[0])
    return redirect(f"{reverse('accounts:operator-list', args=[account.pk])}#{WAYS_IN}")
