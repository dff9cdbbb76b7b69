"""発言内容の定期確認: what was read through, by whom, and what the manager said."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import permissions
from accounts.duties import content_check_due
from accounts.forms.upkeep import ContentCheckForm
from accounts.models import OfficialAccount
from accounts.models.content_check import last_checked
from accounts.services.content_checks import check_content, confirm_content_check
from accounts.views.loading import visible
from komae_sns.forms import show_errors
from komae_sns.pages import page_of
from komae_sns.staff import held_posts
from komae_sns.staff.permissions import require
from komae_sns.staff.submissions import OtherContent, once


@require_safe
def content_check_list(request: HttpRequest, pk: int) -> HttpResponse:
    account = visible(request, pk)
    actor = request.actor
    due = content_check_due(last_checked(account), account.in_care_since)
    context = {
        "account": account,
        "page": page_of(account.content_checks.with_people(), request),
        "due": due if account.is_live else None,
        "is_late": due.is_late_on(actor.today),
        "may_check": account.is_live and permissions.can_check_content(actor, account),
        "may_confirm": permissions.can_confirm_content(actor, account),
    }
    return render(request, "accounts/content_check_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def content_check_add(request: HttpRequest, pk: int) -> HttpResponse:
    account = visible(request, pk)
    require(permissions.can_check_content, request.actor, account)
    since = content_check_due(last_checked(account), account.in_care_since).since
    typed = request.POST if request.method == "POST" else held_posts.take(request)
    form = ContentCheckForm(typed, initial={"covers_from": since})
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_check_once(request, account, form))
        except ValidationError as refused:
            show_errors(form, refused)
        except OtherContent:
            form.add_error(None, "この画面は一度送信されています。一覧を確かめてください。")
    return render(request, "accounts/content_check_add.html", {"account": account, "form": form})


def _check_once(request: HttpRequest, account: OfficialAccount, form: ContentCheckForm) -> str:
    typed = {name: value for name, value in form.cleaned_data.items() if name != "submission_id"}

    def do() -> str:
        check = check_content(account, **typed, by=request.actor, now=timezone.now())
        waits = "" if check.is_confirmed else "管理者が確かめるのを待ちます。"
        messages.success(request, f"発言内容の確認を記録しました。{waits}")
        return reverse("accounts:content-check-list", args=[account.pk])

    return once(request, form, f"content-check-{account.pk}", do)


@require_POST
def content_check_confirm(request: HttpRequest, pk: int, check_pk: int) -> HttpResponse:
    account = visible(request, pk)
    check = get_object_or_404(account.content_checks.select_related("account"), pk=check_pk)
    confirm_content_check(check, by=request.actor, now=timezone.now())
    messages.success(request, "管理者として確かめました。")
    return redirect("accounts:content-check-list", pk=account.pk)
