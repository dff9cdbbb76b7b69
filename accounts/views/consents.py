"""了解の記録: searched before posting, of one account or of all that one answers for."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts import permissions
from accounts.forms.upkeep import ConsentForm, ConsentWithdrawForm, SearchForm
from accounts.models import Consent, OfficialAccount
from accounts.models.consent import ConsentQuerySet
from accounts.services.consents import record_consent, withdraw_consent
from accounts.views.loading import visible
from komae_sns.forms import show_errors
from komae_sns.pages import page_of
from komae_sns.searching import words_of
from komae_sns.staff import held_posts
from komae_sns.staff.permissions import require
from komae_sns.staff.submissions import OtherContent, once


@require_safe
def consent_list(request: HttpRequest) -> HttpResponse:
    seen = Consent.objects.visible_to(request.actor)
    return _page(request, seen, {"account": None, "may_record": False})


@require_safe
def account_consents(request: HttpRequest, pk: int) -> HttpResponse:
    account = _readable(request, pk)
    may_record = permissions.can_record_consents(request.actor, account)
    return _page(request, account.consents.all(), {"account": account, "may_record": may_record})


def _page(request: HttpRequest, consents: ConsentQuerySet, context: dict) -> HttpResponse:
    form = SearchForm(request.GET)
    if not form.is_valid():
        consents = consents.none()
    elif words := words_of(form.cleaned_data["q"]):
        consents = consents.holding(words)
    page = page_of(consents.select_related("account__service", "recorded_by"), request)
    today = request.actor.today
    context |= {
        "form": form,
        "page": page,
        "rows": [(consent, consent.is_valid_on(today)) for consent in page.rows],
        "is_filtered": bool(form["q"].value()),
    }
    return render(request, "accounts/consent_list.html", context)


def _readable(request: HttpRequest, pk: int) -> OfficialAccount:
    """Personal data: who has nothing to do with the account is told nothing."""
    account = visible(request, pk)
    if not permissions.can_read_consents(request.actor, account):
        raise Http404
    return account


@require_http_methods(["GET", "HEAD", "POST"])
def consent_add(request: HttpRequest, pk: int) -> HttpResponse:
    account = _readable(request, pk)
    require(permissions.can_record_consents, request.actor, account)
    typed = request.POST if request.method == "POST" else held_posts.take(request)
    form = ConsentForm(typed)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_record_once(request, account, form))
        except ValidationError as refused:
            show_errors(form, refused)
        except OtherContent:
            form.add_error(None, "この画面は一度送信されています。一覧を確かめてください。")
    return render(request, "accounts/consent_add.html", {"account": account, "form": form})


def _record_once(request: HttpRequest, account: OfficialAccount, form: ConsentForm) -> str:
    facts = dict(form.cleaned_data)
    del facts["submission_id"]

    def do() -> str:
        record_consent(account, by=request.actor, **facts)
        messages.success(request, "了解を記録しました。")
        return reverse("accounts:account-consents", args=[account.pk])

    return once(request, form, f"consent-add-{account.pk}", do)


@require_http_methods(["GET", "HEAD", "POST"])
def consent_withdraw(request: HttpRequest, pk: int, consent_pk: int) -> HttpResponse:
    account = _readable(request, pk)
    require(permissions.can_record_consents, request.actor, account)
    consent = get_object_or_404(account.consents.select_related("account"), pk=consent_pk)
    typed = request.POST if request.method == "POST" else held_posts.take(request)
    form = ConsentWithdrawForm(typed, initial={"withdrawn_on": request.actor.today})
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_consent(consent, by=request.actor, **form.cleaned_data)
        except ValidationError as refused:
            show_errors(form, refused)
        else:
            messages.success(request, "取消しを記録しました。写っている投稿を確かめてください。")
            return redirect("accounts:account-consents", pk=account.pk)
    context = {"account": account, "consent": consent, "form": form}
    return render(request, "accounts/consent_withdraw.html", context)
