"""代決 and 後閲: who stands in for whom, and what was done in one's name."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from komae_sns.forms import show_errors
from komae_sns.pages import page_of
from komae_sns.staff import held_posts, permissions, services
from komae_sns.staff.forms import DeputyForm
from komae_sns.staff.models import Deputy
from komae_sns.staff.models.deputy import in_the_name_of, not_yet_reviewed_by
from komae_sns.staff.permissions import require
from komae_sns.staff.posts import DEPUTED
from komae_sns.staff.subjects import subjects_of
from komae_sns.staff.submissions import OtherContent, once


@require_safe
def deputy_list(request: HttpRequest) -> HttpResponse:
    """Mine first; the secretariat reads all."""
    seen = Deputy.objects.visible_to(request.actor).with_people()
    page = page_of(seen, request)
    for deputy in page.rows:
        deputy.may_end = permissions.can_end_deputy(request.actor, deputy)
    context = {
        "page": page,
        "may_name": permissions.can_keep_deputies(request.actor),
        "reads_all": permissions.can_keep_master_data(request.actor),
    }
    return render(request, "staff/deputy_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def deputy_add(request: HttpRequest) -> HttpResponse:
    require(permissions.can_keep_deputies, request.actor)
    typed = request.POST if request.method == "POST" else held_posts.take(request)
    form = DeputyForm(typed, by=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_add_once(request, form))
        except ValidationError as refused:
            show_errors(form, refused)
        except OtherContent:
            form.add_error(None, "この画面は一度送信されています。一覧を確かめてください。")
    extents = [(post.label, extent) for post, extent in DEPUTED.items()]
    return render(request, "staff/deputy_add.html", {"form": form, "extents": extents})


def _add_once(request: HttpRequest, form: DeputyForm) -> str:
    typed = form.cleaned_data

    def do() -> str:
        facts = {name: typed[name] for name in ("starts_on", "ends_on", "reason")}
        deputy = services.name_deputy(
            typed["appointment"], typed["user"], **facts, by=request.actor
        )
        messages.success(
            request, f"{deputy.user.name}さんを、{deputy.appointment}の代決にしました。"
        )
        return reverse("staff:deputy-list")

    return once(request, form, "deputy-add", do)


@require_POST
def deputy_end(request: HttpRequest, pk: int) -> HttpResponse:
    seen = Deputy.objects.visible_to(request.actor).with_people()
    deputy = get_object_or_404(seen, pk=pk)
    try:
        services.end_deputy(deputy, by=request.actor, now=timezone.now())
        messages.success(request, f"{deputy.user.name}さんの代決を終わらせました。")
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    return redirect("staff:deputy-list")


@require_http_methods(["GET", "HEAD", "POST"])
def after_review(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _mark(request)
    unread = page_of(not_yet_reviewed_by(request.user), request, key="seq")
    read = in_the_name_of(request.user).exclude(after_review=None).newest_first()[:20]
    entries = [*unread.rows, *read]
    subjects = subjects_of(entries)
    for entry in entries:
        entry.about = subjects.get(entry.seq)
    context = {"page": unread, "read": entries[len(unread.rows) :]}
    return render(request, "staff/after_review.html", context)


def _mark(request: HttpRequest) -> HttpResponse:
    chosen = [int(n) for n in request.POST.getlist("entries") if _is_number(n)]
    count = services.review(chosen, by=request.actor, now=timezone.now())
    if count:
        messages.success(request, f"{count}件を後閲しました。")
    else:
        messages.info(request, "後閲するものを選んでください。")
    return redirect("staff:after-review")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 18
