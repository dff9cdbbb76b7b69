"""注意喚起: the list, one with its texts, and its steps."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from incidents import permissions
from incidents.forms.warnings import EndForm, ReadForm, ReturnForm, RewriteForm, WarningForm
from incidents.models import Impostor, PublicWarning
from incidents.services import warnings
from incidents.status import WarningStatus
from incidents.views.forming import step_page, typed
from incidents.views.loading import visible
from incidents.warning_list import WARNINGS, WarningFilter
from incidents.warning_texts import posts_of, start_of
from komae_sns.documents.listings.download import download
from komae_sns.forms import show_errors
from komae_sns.pages import page_of
from komae_sns.staff import held_posts
from komae_sns.staff.permissions import require


@require_safe
def warning_list(request: HttpRequest) -> HttpResponse:
    if file := download(request, WARNINGS):
        return file
    chosen = WarningFilter(request.GET, PublicWarning.objects.visible_to(request.actor))
    context = {"filter": chosen, "page": page_of(chosen.qs.for_list(), request)}
    return render(request, "incidents/warning_list.html", context)


@require_safe
def warning_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _warning(request, pk))


def _page(request: HttpRequest, warning: PublicWarning, **forms: object) -> HttpResponse:
    actor = request.actor
    may_write = permissions.can_write_warnings(actor, warning.incident)
    may_approve = permissions.can_approve_warnings(actor)
    return_url = reverse("incidents:warning-return", args=[warning.pk])
    context = {
        "warning": warning,
        "named": warning.impostors.with_names(),
        "still_named": _still_named(warning),
        "versions": warning.versions.select_related(
            "submitted_by", "submitted_for__user", "approved_by", "approved_for__user"
        ).order_by("-number"),
        "posts": posts_of(warning) if warning.is_public else (),
        "may_rewrite": may_write and (warning.is_written or warning.status == "PUBLISHED"),
        "may_submit": may_write and warning.is_written and not warning.incident.is_drill,
        "may_publish": warning.is_waiting and permissions.can_publish_warning(actor, warning),
        "may_return": warning.is_waiting and may_approve,
        "may_keep": warning.is_public and may_approve,
        "may_end": (may_approve if warning.is_public else may_write) and not warning.is_over,
        "is_own": warning.is_waiting and permissions.is_own_warning(actor, warning),
        "read_form": ReadForm(initial={"edit_number": warning.edit_number}),
        "return_form": ReturnForm(
            held_posts.take(request, sent_to=return_url),
            initial={"edit_number": warning.edit_number},
            prefix="return",
        ),
    }
    return render(request, "incidents/warning_detail.html", context | forms)


@require_http_methods(["GET", "HEAD", "POST"])
def warning_add(request: HttpRequest, pk: int) -> HttpResponse:
    incident = visible(request, pk)
    require(permissions.can_write_warnings, request.actor, incident)
    incident.require_open()
    title, body = start_of(incident)
    form = WarningForm(typed(request), incident=incident, initial={"title": title, "body": body})

    def do(_facts: dict) -> PublicWarning:
        told = {"by": request.actor, "now": timezone.now()}
        return warnings.write_warning(incident, form.as_words(), **told)

    return step_page(
        request,
        incident,
        form,
        do,
        name="warning-add",
        said="注意喚起の案を保存しました。読みなおして、決裁に出してください。",
        title="注意喚起の案を書く",
        lead="市民に知らせる文です。公開するのは、書いた人とは別の人です。",
        button="案を保存する",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def warning_rewrite(request: HttpRequest, pk: int) -> HttpResponse:
    warning = _warning(request, pk)
    require(permissions.can_write_warnings, request.actor, warning.incident)
    if not warning.is_written:
        warning.require_move(WarningStatus.CORRECTING)
    now_written = {
        "title": warning.title,
        "body": warning.body,
        "because": warning.because,
        "impostors": [impostor.pk for impostor in warning.impostors.all()],
        "edit_number": warning.edit_number,
    }
    form = RewriteForm(
        typed(request),
        incident=warning.incident,
        is_correction=warning.is_public,
        initial=now_written,
    )

    def do(facts: dict) -> PublicWarning:
        told = {"by": request.actor, "now": timezone.now()}
        edit_number = facts["edit_number"]
        return warnings.rewrite_warning(warning, form.as_words(), edit_number=edit_number, **told)

    return step_page(
        request,
        warning.incident,
        form,
        do,
        back=warning,
        name="warning-rewrite",
        said="書きなおして、保存しました。",
        title="注意喚起を訂正する" if warning.is_public else "注意喚起の案を直す",
        lead="訂正を公開するまでは、いまの文が公開されたままです。" if warning.is_public else "",
        button="訂正の案を保存する" if warning.is_public else "案を保存する",
    )


@require_POST
def warning_submit(request: HttpRequest, pk: int) -> HttpResponse:
    warning = _warning(request, pk)
    require(permissions.can_write_warnings, request.actor, warning.incident)
    said = "決裁に出しました。統括責任者と事務局に知らせました。"
    return _read_and(request, warning, warnings.submit_warning, said)


@require_POST
def warning_publish(request: HttpRequest, pk: int) -> HttpResponse:
    warning = _warning(request, pk)
    require(permissions.can_publish_warning, request.actor, warning)
    said = "公開しました。市公式ホームページと市広報アカウントにも、同じ文を載せてください。"
    return _read_and(request, warning, warnings.publish_warning, said)


@require_POST
def warning_keep(request: HttpRequest, pk: int) -> HttpResponse:
    warning = _warning(request, pk)
    require(permissions.can_approve_warnings, request.actor)
    try:
        warnings.keep_warning(warning, by=request.actor, now=timezone.now())
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    else:
        messages.success(request, "続けることを記録しました。")
    return redirect(warning)


@require_POST
def warning_return(request: HttpRequest, pk: int) -> HttpResponse:
    warning = _warning(request, pk)
    require(permissions.can_approve_warnings, request.actor)
    form = ReturnForm(request.POST, prefix="return")
    if form.is_valid():
        told = {"by": request.actor, "now": timezone.now()}
        try:
            warnings.return_warning(warning, **form.cleaned_data, **told)
        except ValidationError as refused:
            show_errors(form, refused)
        else:
            messages.success(request, "差し戻しました。書いた人に知らせました。")
            return redirect(warning)
    return _page(request, warning, return_form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def warning_end(request: HttpRequest, pk: int) -> HttpResponse:
    warning = _warning(request, pk)
    if warning.is_public:
        require(permissions.can_approve_warnings, request.actor)
    else:
        require(permissions.can_write_warnings, request.actor, warning.incident)
        warning.require_move(WarningStatus.DROPPED)
    form = EndForm(typed(request), is_public=warning.is_public)

    def do(facts: dict) -> PublicWarning:
        told = {"by": request.actor, "now": timezone.now()}
        warnings.end_warning(warning, facts["status"], reason=facts["reason"], **told)
        return warning

    return step_page(
        request,
        warning.incident,
        form,
        do,
        back=warning,
        name="warning-end",
        said="注意喚起を終えました。",
        title="注意喚起を終える",
        lead="公開した文は、記録として残ります。" if warning.is_public else "",
        button="注意喚起を終える" if warning.is_public else "取りやめる",
    )


def _still_named(warning: PublicWarning) -> list[Impostor]:
    """After a withdrawal: what citizens who ask are still told is false."""
    if warning.status != WarningStatus.WITHDRAWN:
        return []
    return list(warning.impostors.known().with_names().order_by("pk"))


def _warning(request: HttpRequest, pk: int) -> PublicWarning:
    """What one may not see answers 404."""
    seen = PublicWarning.objects.visible_to(request.actor).with_names()
    return get_object_or_404(seen, pk=pk)


def _read_and(request: HttpRequest, warning: PublicWarning, do, said: str) -> HttpResponse:
    form = ReadForm(request.POST)
    if form.is_valid():
        told = {"by": request.actor, "now": timezone.now()}
        try:
            do(warning, edit_number=form.cleaned_data["edit_number"], **told)
        except ValidationError as refused:
            messages.error(request, refused.messages[0])
        else:
            messages.success(request, said)
    return redirect(warning)
