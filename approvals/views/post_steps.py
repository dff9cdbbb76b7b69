"""What is done with a draft of a post: passed on, decided on, recorded, given up."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from approvals import post_findings
from approvals.forms import posts as forms
from approvals.models import PostDraft
from approvals.permissions import posts as may
from approvals.services import posts
from approvals.views.posts import answer_form, page, visible
from approvals.views.steps import take
from komae_sns.staff.permissions import require


@require_POST
def post_submit(request: HttpRequest, pk: int) -> HttpResponse:
    draft, form = visible(request, pk), forms.SeenForm(request.POST)
    require(may.can_edit, request.actor, draft)
    if not form.is_valid():
        return page(request, draft, submit_form=form)
    still_open = post_findings.of_draft(draft, by=request.actor).open
    facts = {"seen": form.cleaned_data["edit_number"], "open_findings": still_open}
    return _taken(request, draft, posts.submit, "決裁に回しました。所属長に知らせました。", **facts)


@require_POST
def post_pull_back(request: HttpRequest, pk: int) -> HttpResponse:
    return _taken(request, visible(request, pk), posts.pull_back, "下書きを引き戻しました。")


@require_POST
def post_approve(request: HttpRequest, pk: int) -> HttpResponse:
    draft, form = visible(request, pk), forms.ApproveForm(request.POST)
    require(may.can_decide, request.actor, draft)
    if not form.is_valid():
        return page(request, draft, approve_form=form)
    facts = {"seen": form.cleaned_data["edit_number"], "comment": form.cleaned_data["comment"]}
    return _taken(request, draft, posts.approve, "承認し、書いた人に知らせました。", **facts)


@require_POST
def post_return(request: HttpRequest, pk: int) -> HttpResponse:
    draft, form = visible(request, pk), forms.SendBackForm(request.POST)
    require(may.can_decide, request.actor, draft)
    if not form.is_valid():
        return page(request, draft, send_back_form=form)
    done = "差し戻し、書いた人に知らせました。"
    return _taken(request, draft, posts.send_back, done, comment=form.cleaned_data["comment"])


@require_POST
def post_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    draft, form = visible(request, pk), forms.WithdrawPostForm(request.POST)
    if not form.is_valid():
        return page(request, draft, withdraw_form=form)
    because = form.cleaned_data["because"]
    done = "取り下げました。下書きは記録に残ります。"
    return _taken(request, draft, posts.withdraw, done, because=because)


@require_POST
def post_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """「確認した」, of a finding that still stands in the text."""
    draft, form = visible(request, pk), forms.AnswerForm(request.POST)
    require(may.can_edit, request.actor, draft)
    if not form.is_valid():
        messages.error(request, "確認したことを、300文字までで書いてください。")
        return redirect(draft)
    checked = post_findings.of_draft(draft, by=request.actor)
    finding = checked.finding(form.cleaned_data["finding"])
    if finding is None:
        messages.error(request, "この指摘は、いまの文にはありません。")
        return redirect(draft)
    reason = form.cleaned_data["reason"]
    facts = {"finding": finding, "reason": reason}
    return _taken(request, draft, posts.answer_finding, "確認したことを記録しました。", **facts)


@require_POST
def post_record(request: HttpRequest, pk: int) -> HttpResponse:
    draft, form = visible(request, pk), forms.PostedForm(request.POST, prefix="posted")
    require(may.can_record, request.actor, draft)

    def step() -> None:
        posts.record_posted(draft, **_posted(form), by=request.actor, now=timezone.now())

    again = answer_form(request, form, "posted_form", draft, step)
    return again or _done(request, draft, "投稿を記録しました。")


@require_POST
def post_first(request: HttpRequest, pk: int) -> HttpResponse:
    draft, form = visible(request, pk), forms.PostFirstForm(request.POST, prefix="first")
    require(may.can_post_first, request.actor, draft)

    def step() -> None:
        reason = form.cleaned_data["reason"]
        facts = _posted(form) | {"reason": reason}
        posts.post_first(draft, **facts, by=request.actor, now=timezone.now())

    again = answer_form(request, form, "first_form", draft, step)
    return again or _done(request, draft, "投稿を記録し、所属長に後閲を頼みました。")


@require_POST
def post_see(request: HttpRequest, pk: int) -> HttpResponse:
    draft, form = visible(request, pk), forms.SeeForm(request.POST)
    require(may.can_see_afterwards, request.actor, draft)
    if not form.is_valid():
        return page(request, draft, see_form=form)
    note = form.cleaned_data["note"]
    return _taken(request, draft, posts.see, "後閲を記録しました。", note=note)


def _posted(form: forms.PostedForm) -> dict[str, Any]:
    typed = form.cleaned_data
    moment = datetime.combine(typed["posted_on"], typed["posted_time"])
    return {
        "seen": typed["edit_number"],
        "posted_at": timezone.make_aware(moment),
        "url": typed["url"],
        "posted_where": typed["posted_where"],
    }


def _taken(
    request: HttpRequest, draft: PostDraft, step: Callable[..., None], done: str, **facts: Any
) -> HttpResponse:
    now = timezone.now()
    take(request, lambda: step(draft, **facts, by=request.actor, now=now), done)
    return redirect(draft)


def _done(request: HttpRequest, draft: PostDraft, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect(draft)
