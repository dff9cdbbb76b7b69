"""認めるフォロー・返信: the register of one account and of all, asked for, decided, ended."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import permissions
from accounts.filters import ContactFilter
from accounts.forms.contacts import ContactDecideForm, ContactEndForm, ContactForm
from accounts.listing import CONTACTS
from accounts.models import OfficialAccount, PermittedContact
from accounts.services.contacts import (
    USABLE,
    ask_contact,
    decide_contact,
    end_contact,
    withdraw_contact,
)
from accounts.status import ContactStatus
from accounts.views.loading import visible
from komae_sns.documents.listings.download import download
from komae_sns.forms import show_errors
from komae_sns.pages import page_of
from komae_sns.staff import held_posts
from komae_sns.staff.permissions import require
from komae_sns.staff.submissions import OtherContent, once


@require_safe
def contact_list(request: HttpRequest) -> HttpResponse:
    if file := download(request, CONTACTS):
        return file
    chosen = ContactFilter(request.GET, PermittedContact.objects.visible_to(request.actor))
    context = {"filter": chosen, "page": page_of(chosen.qs.with_names(), request)}
    return render(request, "accounts/contact_list.html", context)


@require_safe
def account_contacts(request: HttpRequest, pk: int) -> HttpResponse:
    account = visible(request, pk)
    actor = request.actor
    page = page_of(account.contacts.visible_to(actor).with_names(), request)
    may_ask = permissions.can_ask_contacts(actor, account)
    context = {
        "account": account,
        "page": page,
        "rows": [_row(request, account, contact) for contact in page.rows],
        "may_ask": may_ask and account.status in USABLE,
        "may_end": may_ask,
    }
    return render(request, "accounts/account_contacts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def contact_add(request: HttpRequest, pk: int) -> HttpResponse:
    account = visible(request, pk)
    require(permissions.can_ask_contacts, request.actor, account)
    form = ContactForm(_typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_ask_once(request, account, form))
        except ValidationError as refused:
            show_errors(form, refused)
        except OtherContent:
            form.add_error(None, "この画面は一度送信されています。台帳を確かめてください。")
    context = {
        "account": account,
        "form": form,
        "decides": permissions.permits_by_entering(request.actor, account),
    }
    return render(request, "accounts/contact_add.html", context)


@dataclass(frozen=True)
class Row:
    contact: PermittedContact
    may_decide: bool
    may_withdraw: bool


def _row(request: HttpRequest, account: OfficialAccount, contact: PermittedContact) -> Row:
    contact.account = account
    waits, actor = contact.is_waiting, request.actor
    return Row(
        contact,
        may_decide=waits and permissions.can_decide_contact(actor, contact),
        may_withdraw=waits and permissions.can_withdraw_contact(actor, contact),
    )


def _typed(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else held_posts.take(request)


def _ask_once(request: HttpRequest, account: OfficialAccount, form: ContactForm) -> str:
    facts = dict(form.cleaned_data)
    del facts["submission_id"]

    def do() -> str:
        contact = ask_contact(account, by=request.actor, now=timezone.now(), **facts)
        said = "所属長に回しました。" if contact.is_waiting else "認めて、台帳に載せました。"
        messages.success(request, said)
        return reverse("accounts:account-contacts", args=[account.pk])

    return once(request, form, f"contact-add-{account.pk}", do)


def _contact(request: HttpRequest, pk: int, contact_pk: int) -> PermittedContact:
    account = visible(request, pk)
    seen = account.contacts.visible_to(request.actor)
    return get_object_or_404(seen.with_names(), pk=contact_pk)


@require_http_methods(["GET", "HEAD", "POST"])
def contact_decide(request: HttpRequest, pk: int, contact_pk: int) -> HttpResponse:
    contact = _contact(request, pk, contact_pk)
    require(permissions.can_decide_contact, request.actor, contact)
    contact.require_move(ContactStatus.PERMITTED)
    form = ContactDecideForm(_typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            decide_contact(contact, by=request.actor, now=timezone.now(), **form.cleaned_data)
        except ValidationError as refused:
            show_errors(form, refused)
        else:
            messages.success(request, "決めたことを、届け出た人に知らせました。")
            return redirect(contact)
    context = {"account": contact.account, "contact": contact, "form": form}
    return render(request, "accounts/contact_decide.html", context)


@require_POST
def contact_withdraw(request: HttpRequest, pk: int, contact_pk: int) -> HttpResponse:
    contact = _contact(request, pk, contact_pk)
    withdraw_contact(contact, by=request.actor)
    messages.success(request, f"{contact}の届出を取り下げました。")
    return redirect(contact)


@require_http_methods(["GET", "HEAD", "POST"])
def contact_end(request: HttpRequest, pk: int, contact_pk: int) -> HttpResponse:
    contact = _contact(request, pk, contact_pk)
    require(permissions.can_ask_contacts, request.actor, contact.account)
    contact.require_move(ContactStatus.ENDED)
    form = ContactEndForm(_typed(request), initial={"ended_on": request.actor.today})
    if request.method == "POST" and form.is_valid():
        try:
            end_contact(contact, by=request.actor, **form.cleaned_data)
        except ValidationError as refused:
            show_errors(form, refused)
        else:
            messages.success(request, "終わったことを記録しました。")
            return redirect(contact)
    context = {"account": contact.account, "contact": contact, "form": form}
    return render(request, "accounts/contact_end.html", context)
