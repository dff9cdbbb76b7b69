"""引継ぎ: outstanding ones, those of an account, one with its items, and its paper."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import papers, permissions
from accounts.forms.access import HandOverForm, HandoverOpenForm, ReasonForm
from accounts.forms.upkeep import CheckForm
from accounts.models import Handover, OfficialAccount
from accounts.services import handovers
from accounts.services.handover_state import matters_of, standing_of
from accounts.views.loading import visible
from komae_sns.documents.paper_files import PaperDamaged
from komae_sns.documents.press import PressFailed
from komae_sns.documents.responses import pdf_response
from komae_sns.forms import PortalForm, show_errors
from komae_sns.staff import held_posts
from komae_sns.staff.permissions import require
from komae_sns.staff.submissions import OtherContent, once

LISTED = 200


@require_safe
def handover_list(request: HttpRequest) -> HttpResponse:
    """Not yet received, what ends first at the top."""
    seen = Handover.objects.visible_to(request.actor).outstanding().soonest_first()
    found = list(seen.with_names()[: LISTED + 1])
    today = request.actor.today
    context = {
        "rows": [(handover, handover.is_late_on(today)) for handover in found[:LISTED]],
        "listed": LISTED,
        "has_more": len(found) > LISTED,
    }
    return render(request, "accounts/handover_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def account_handovers(request: HttpRequest, pk: int) -> HttpResponse:
    """Those of one account; opened by hand by whoever shares out its work."""
    account, actor = visible(request, pk), request.actor
    may_open = permissions.can_name_operators(actor, account) and not account.has_ended
    form = None
    if request.method == "POST" or may_open:
        require(permissions.can_name_operators, actor, account)
        typed = request.POST if request.method == "POST" else held_posts.take(request)
        form = HandoverOpenForm(typed, account=account, by=actor)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_open_once(request, account, form))
        except ValidationError as refused:
            show_errors(form, refused)
        except OtherContent:
            form.add_error(None, "この画面は一度送信されています。一覧を確かめてください。")
    seen = account.handovers.visible_to(actor).with_names().order_by("-pk")[:LISTED]
    context = {"account": account, "handovers": seen, "form": form}
    return render(request, "accounts/account_handovers.html", context)


def _open_once(request: HttpRequest, account: OfficialAccount, form: HandoverOpenForm) -> str:
    typed = form.cleaned_data

    def do() -> str:
        handover = handovers.open_by_hand(
            account,
            typed["duty"],
            last_day=typed["last_day"],
            by=request.actor,
            now=timezone.now(),
        )
        messages.success(request, f"{handover.leaver}さんの引継ぎをはじめました。")
        return handover.get_absolute_url()

    return once(request, form, f"handover-open-{account.pk}", do)


@require_safe
def handover(request: HttpRequest, pk: int, handover_pk: int) -> HttpResponse:
    return _page(request, _visible(request, pk, handover_pk))


def _visible(request: HttpRequest, pk: int, handover_pk: int) -> Handover:
    seen = Handover.objects.visible_to(request.actor).with_names()
    return get_object_or_404(seen, pk=handover_pk, account=pk)


def _page(
    request: HttpRequest, handover: Handover, forms: dict[str, PortalForm] | None = None
) -> HttpResponse:
    actor, given = request.actor, forms or {}
    may_work = handover.is_outstanding and permissions.can_work_on_handover(actor, handover)
    may_receive = handover.is_handed and permissions.can_receive_handover(actor, handover)
    may_cancel = handover.is_outstanding and permissions.can_name_operators(actor, handover.account)
    rows = [] if handover.is_received else standing_of(handover)
    context: dict[str, Any] = {
        "account": handover.account,
        "handover": handover,
        "is_late": handover.is_late_on(actor.today),
        "rows": [(row, CheckForm(auto_id=f"id_{row.item.key}_%s")) for row in rows],
        "kept_items": handover.record.get("items", ()),
        "matters": handover.record.get("matters")
        if handover.is_received
        else matters_of(handover.account, actor.today),
        "is_leaver": actor.user.pk == handover.leaver_id,
        "may_work": may_work,
        "may_receive": may_receive,
        "may_keep_access": permissions.can_keep_access(actor, handover.account),
        "is_ready": all(row.is_done for row in rows),
        "hand_over": given.get("hand_over"),
        "give_back": given.get("give_back") or (may_receive and ReasonForm(auto_id="back_%s")),
        "cancel": given.get("cancel") or (may_cancel and ReasonForm(auto_id="cancel_%s")),
        "refused": given.get("receive"),
    }
    if may_work and handover.is_open and not context["hand_over"]:
        context["hand_over"] = HandOverForm(handover=handover, by=actor)
    return render(request, "accounts/handover.html", context)


@require_POST
def handover_tick(request: HttpRequest, pk: int, handover_pk: int, item: str) -> HttpResponse:
    handover, form = _visible(request, pk, handover_pk), CheckForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    step = handovers.tick
    return _quick(request, handover, item, step, note=note)


@require_POST
def handover_untick(request: HttpRequest, pk: int, handover_pk: int, item: str) -> HttpResponse:
    handover = _visible(request, pk, handover_pk)
    return _quick(request, handover, item, handovers.withdraw_tick)


def _quick(
    request: HttpRequest, handover: Handover, item: str, step: Callable[..., None], **facts: Any
) -> HttpResponse:
    try:
        step(handover, item, **facts, by=request.actor, now=timezone.now())
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    return redirect(f"{handover.get_absolute_url()}#item-{item}")


@require_POST
def handover_give(request: HttpRequest, pk: int, handover_pk: int) -> HttpResponse:
    handover = _visible(request, pk, handover_pk)
    require(permissions.can_work_on_handover, request.actor, handover)
    form = HandOverForm(request.POST, handover=handover, by=request.actor)
    return _step(request, handover, "hand_over", form, handovers.hand_over, "引き渡しました。")


@require_POST
def handover_give_back(request: HttpRequest, pk: int, handover_pk: int) -> HttpResponse:
    handover = _visible(request, pk, handover_pk)
    require(permissions.can_receive_handover, request.actor, handover)
    form = ReasonForm(request.POST, auto_id="back_%s")
    return _step(request, handover, "give_back", form, handovers.give_back, "戻しました。")


@require_POST
def handover_receive(request: HttpRequest, pk: int, handover_pk: int) -> HttpResponse:
    handover = _visible(request, pk, handover_pk)
    require(permissions.can_receive_handover, request.actor, handover)
    form = PortalForm(request.POST)
    return _step(request, handover, "receive", form, handovers.receive, "受け取りました。")


@require_POST
def handover_cancel(request: HttpRequest, pk: int, handover_pk: int) -> HttpResponse:
    handover = _visible(request, pk, handover_pk)
    require(permissions.can_name_operators, request.actor, handover.account)
    form = ReasonForm(request.POST, auto_id="cancel_%s")

    def step(handover: Handover, **facts: Any) -> None:
        handovers.cancel(handover, reason=facts["reason"], by=facts["by"])

    return _step(request, handover, "cancel", form, step, "引継ぎを取りやめました。")


def _step(
    request: HttpRequest,
    handover: Handover,
    name: str,
    form: PortalForm,
    step: Callable[..., None],
    said: str,
) -> HttpResponse:
    if form.is_valid():
        try:
            step(handover, **form.cleaned_data, by=request.actor, now=timezone.now())
        except ValidationError as refused:
            show_errors(form, refused)
        else:
            messages.success(request, said)
            return redirect(handover)
    return _page(request, _visible(request, handover.account_id, handover.pk), {name: form})


@require_safe
def handover_pdf(request: HttpRequest, pk: int, handover_pk: int) -> HttpResponse:
    handover = _visible(request, pk, handover_pk)
    try:
        pdf = papers.handover_pdf(handover, today=request.actor.today)
    except (PaperDamaged, PressFailed) as failed:
        messages.error(request, str(failed))
        return redirect(handover)
    return pdf_response(pdf, f"引継書_{handover.account.name}_{handover.leaver.name}.pdf")
