"""Drafts of posts: the list, one draft, writing and changing it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods, require_safe

from approvals import post_findings
from approvals.filters import PostFilter
from approvals.forms import posts as forms
from approvals.models import PostDraft
from approvals.permissions import posts as may
from approvals.post_listing import POSTS
from approvals.services import posts
from approvals.services.refusals import Refused
from approvals.status import PostStatus
from komae_sns.audit.models import Entry
from komae_sns.documents.listings.download import download
from komae_sns.forms import PortalForm, show_errors
from komae_sns.pages import page_of
from komae_sns.staff import held_posts
from komae_sns.staff.permissions import require
from komae_sns.staff.submissions import OtherContent, once

_FORM_METHODS = ["GET", "HEAD", "POST"]


@require_safe
def post_list(request: HttpRequest) -> HttpResponse:
    if file := download(request, POSTS):
        return file
    chosen = PostFilter.of(request.GET, request.actor)
    context = {
        "filter": chosen,
        "page": page_of(chosen.qs.with_names(), request),
        "may_write": may.can_write_some(request.actor),
        "may_read_words": may.can_read_words(request.actor),
    }
    return render(request, "posts/post_list.html", context)


def visible(request: HttpRequest, pk: int) -> PostDraft:
    drafts = PostDraft.objects.visible_to(request.actor).with_names()
    return get_object_or_404(drafts, pk=pk)


@require_safe
def post_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return page(request, visible(request, pk))


def page(request: HttpRequest, draft: PostDraft, **bound: Any) -> HttpResponse:
    """`bound`: the form that was sent and is wrong, in the place of an empty one."""
    actor = request.actor
    writes = may.can_edit(actor, draft)
    decides = draft.is_waiting and may.can_decide(actor, draft)
    needs = draft.account.needs_post_approval
    now = localtime(timezone.now())
    may_record = writes and (draft.is_approved or (not needs and draft.is_editable))
    may_post_first = needs and draft.is_open and not draft.is_approved
    context = {
        "draft": draft,
        "checked": post_findings.of_draft(draft, by=actor),
        "entries": Entry.objects.about(draft).newest_first(),
        "may_edit": writes and draft.is_editable,
        "may_answer": writes and draft.is_open,
        "may_submit": writes and needs and draft.may_move_to(PostStatus.WAITING),
        "may_pull_back": writes and draft.is_waiting,
        "may_withdraw": writes and draft.is_open,
        "may_decide": decides,
        "may_record": may_record,
        "may_post_first": may_post_first and may.can_post_first(actor, draft),
        "may_see": draft.was_urgent and not draft.seen_at and may.can_see_afterwards(actor, draft),
        "answered": _held(request, draft, "answer"),
        **_forms(request, draft, now),
        **bound,
    }
    return render(request, "posts/post_detail.html", context)


def _forms(request: HttpRequest, draft: PostDraft, now: datetime) -> dict[str, PortalForm]:
    """One a button, each with what was typed into it before the log-in ended."""
    seen = {"edit_number": draft.edit_number}
    posted = seen | {"posted_on": now.date(), "posted_time": now.strftime("%H:%M")}

    def form(kind: type[PortalForm], step: str, **facts: Any) -> PortalForm:
        return kind(_held(request, draft, step), **facts)

    return {
        "submit_form": forms.SeenForm(initial=seen),
        "approve_form": form(forms.ApproveForm, "approve", initial=seen),
        "send_back_form": form(forms.SendBackForm, "return"),
        "posted_form": form(forms.PostedForm, "record", initial=posted, prefix="posted"),
        "first_form": form(forms.PostFirstForm, "first", initial=posted, prefix="first"),
        "see_form": form(forms.SeeForm, "see"),
        "withdraw_form": form(forms.WithdrawPostForm, "withdraw"),
    }


def _held(request: HttpRequest, draft: PostDraft, step: str) -> QueryDict | None:
    return held_posts.take(request, sent_to=reverse(f"posts:post-{step}", args=[draft.pk]))


@require_http_methods(_FORM_METHODS)
def post_new(request: HttpRequest) -> HttpResponse:
    require(may.can_write_some, request.actor)
    typed = request.POST if request.method == "POST" else held_posts.take(request)
    initial = {"account": request.GET.get("account")}
    if typed is not None and "brought" in typed:
        initial, typed = typed.dict(), None  # brought along from the page that only checks
    form = forms.NewPostForm(typed, actor=request.actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_start_once(request, form))
        except Refused as refused:
            form.add_error("text", str(refused))
        except OtherContent:
            form.add_error(None, "この画面は一度送信されています。一覧を確かめてください。")
    return render(request, "posts/post_new.html", {"form": form})


def _start_once(request: HttpRequest, form: forms.NewPostForm) -> str:
    content = dict(form.cleaned_data)
    account = content.pop("account")
    del content["submission_id"]

    def do() -> str:
        draft = posts.start(account, content, by=request.actor, now=timezone.now())
        messages.success(request, "下書きを保存しました。")
        return draft.get_absolute_url()

    return once(request, form, "post-new", do)


@require_http_methods(_FORM_METHODS)
def post_edit(request: HttpRequest, pk: int) -> HttpResponse:
    draft = visible(request, pk)
    require(may.can_edit, request.actor, draft)
    if not draft.is_editable:
        messages.error(request, "この下書きは、いまは直せません。")
        return redirect(draft)
    typed = request.POST if request.method == "POST" else held_posts.take(request)
    form = forms.EditPostForm(typed, initial=_content(draft))
    if request.method == "POST" and form.is_valid():
        content = dict(form.cleaned_data)
        seen = content.pop("edit_number")
        try:
            posts.change(draft, content, seen=seen, by=request.actor, now=timezone.now())
        except posts.ChangedMeanwhile as refused:
            draft.refresh_from_db()
            form.add_error("text", str(refused))
        except Refused as refused:
            form.add_error("text", str(refused))
        else:
            messages.success(request, "下書きを保存しました。")
            return redirect(draft)
    return render(request, "posts/post_edit.html", {"draft": draft, "form": form})


def _content(draft: PostDraft) -> dict[str, Any]:
    names = (*posts.CONTENT, "edit_number")
    return {name: getattr(draft, name) for name in names}


def answer_form(
    request: HttpRequest, form: Any, name: str, draft: PostDraft, step: Callable[[], object]
) -> HttpResponse | None:
    """Take the step; the page with the form again where it is wrong, None when it is done."""
    if form.is_valid():
        try:
            step()
        except ValidationError as refused:
            show_errors(form, refused)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect(draft)
        else:
            return None
    return page(request, draft, **{name: form})
