"""The secretariat's answers."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts import permissions
from accounts.models import AnnualReview
from accounts.services import EditedMeanwhile, annual_reviews
from accounts.status import ReviewStatus
from komae_sns.forms import PortalForm, show_errors
from komae_sns.home.reviews.forms import ExcludeForm, ReturnForm
from komae_sns.home.reviews.views.loading import visible_review
from komae_sns.staff import held_posts
from komae_sns.staff.permissions import require

READ_AGAIN = "開いているあいだに、内容が書きかえられました。もう一度読んでください。"


@require_POST
def review_confirm(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    review = visible_review(request, year, pk)
    read = request.POST.get("presentation", "")
    try:
        annual_reviews.confirm(review, presentation=read, by=request.actor, now=timezone.now())
    except EditedMeanwhile:
        messages.error(request, READ_AGAIN)
        return redirect(review)
    said = (
        "確認しました。運用停止の手続がはじまりました。"
        if review.asks_to_stop
        else "確認しました。"
    )
    messages.success(request, said)
    return redirect(review)


@require_http_methods(["GET", "HEAD", "POST"])
def review_return(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    review = visible_review(request, year, pk)
    require(permissions.can_decide_review, request.actor, review)
    review.require_move(ReviewStatus.RETURNED)
    said = f"{review.account.department.name}へ差し戻しました。"
    step = partial(annual_reviews.return_to_section, presentation=_read(request, review))
    return _with_reason(request, review, ReturnForm, step, said)


def _read(request: HttpRequest, review: AnnualReview) -> str:
    return request.POST.get("presentation", "") if request.POST else review.presentation


@require_http_methods(["GET", "HEAD", "POST"])
def review_exclude(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    review = visible_review(request, year, pk)
    require(permissions.can_confirm_reviews, request.actor, review.account)
    review.require_move(ReviewStatus.EXCLUDED)
    return _with_reason(
        request, review, ExcludeForm, annual_reviews.exclude, "効果測定の対象から外しました。"
    )


def _with_reason(
    request: HttpRequest,
    review: AnnualReview,
    form_class: type[PortalForm],
    step: Callable[..., None],
    said: str,
) -> HttpResponse:
    typed = request.POST if request.method == "POST" else held_posts.take(request)
    form = form_class(typed)
    if request.method == "POST" and form.is_valid():
        try:
            step(
                review,
                reason=form.cleaned_data["reason"],
                by=request.actor,
                now=timezone.now(),
            )
        except ValidationError as refused:
            show_errors(form, refused)
        except EditedMeanwhile:
            form.add_error(None, READ_AGAIN)
        else:
            messages.success(request, said)
            return redirect(review)
    template = f"reviews/{request.resolver_match.url_name.replace('-', '_')}.html"
    latest = review.latest_round
    context = {
        "review": review,
        "form": form,
        "said": latest.snapshot if latest else None,
        "presentation": _read(request, review),
    }
    return render(request, template, context)


@require_POST
def review_include(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    review = visible_review(request, year, pk)
    try:
        annual_reviews.include_again(review, by=request.actor, now=timezone.now())
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, "効果測定の対象に戻しました。")
    return redirect(review)
