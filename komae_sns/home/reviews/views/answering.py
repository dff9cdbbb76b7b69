"""The section answers: written by several with autosave, passed to the head, submitted."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts import permissions, review_figures
from accounts.models import AnnualReview
from accounts.review_figures import figures_of
from accounts.services import EditedMeanwhile, annual_reviews
from komae_sns.drafts import Clash, Saved
from komae_sns.home.reviews.earlier import earlier_of
from komae_sns.home.reviews.forms import AnswerForm
from komae_sns.home.reviews.similar import as_filed, similar_to
from komae_sns.home.reviews.views.loading import visible_review
from komae_sns.staff import held_posts
from komae_sns.staff.permissions import require


@require_http_methods(["GET", "HEAD", "POST"])
def review_answer(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    review = _writable(request, year, pk)
    typed = request.POST if request.method == "POST" else held_posts.take(request)
    form = _form(request, review, typed)
    if request.method != "POST":
        return _page(request, review, form)
    is_valid = form.is_valid()
    saved = _save(request, review, form)
    if not is_valid or saved.clashes:
        return _page(request, review, form, saved.clashes)
    if request.POST.get("go") == "leave":
        messages.success(request, "下書きを保存しました。")
        return redirect(review.year)
    return redirect(review)


def _writable(request: HttpRequest, year: int, pk: int) -> AnnualReview:
    review = visible_review(request, year, pk)
    require(permissions.can_answer_review, request.actor, review)
    review.require_with_section()
    return review


def _form(request: HttpRequest, review: AnnualReview, typed: object) -> AnswerForm:
    return AnswerForm(typed, review=review, earlier=earlier_of(review), today=request.actor.today)


def _save(request: HttpRequest, review: AnnualReview, form: AnswerForm) -> Saved:
    seen = request.POST.get("edit_number", "")
    saved = annual_reviews.save_answers(
        review,
        form.answers(),
        seen=int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 9 else 0,
        page=request.POST.get("page", "")[:40],
        by=request.actor,
    )
    review.edit_number = saved.edit_number
    return saved


def _page(
    request: HttpRequest,
    review: AnnualReview,
    form: AnswerForm,
    clashes: tuple[Clash, ...] = (),
) -> HttpResponse:
    figures = figures_of(review.account, review.year.fiscal_year, request.actor.today)
    context = {
        "review": review,
        "account": review.account,
        "form": form,
        "page_id": uuid.uuid4(),
        "clashes": [(form.fields[c.field].label, c) for c in clashes],
        "restored": request.method == "GET" and form.is_bound,
        "returned": review.latest_round if review.is_returned else None,
        "earlier": form.earlier,
        "similar": similar_to(review.account),
        "said": {"figures": figures},
        "months": review_figures.by_month(figures),
        "charts": review_figures.charts(figures),
    }
    status = 422 if form.errors else 200
    return render(request, "reviews/review_answer.html", context, status=status)


@require_POST
def review_save(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Autosave: the fields that changed."""
    review = _writable(request, year, pk)
    form = _form(request, review, request.POST)
    form.keep_only_sent()
    form.is_valid()
    labels = {name: field.label for name, field in form.fields.items()}
    saved = _save(request, review, form)
    clashes = {c.field: {"label": labels[c.field], "theirs": c.theirs} for c in saved.clashes}
    at = f"{timezone.localtime():%H:%M}"
    return JsonResponse({"edit_number": saved.edit_number, "saved_at": at, "clashes": clashes})


@require_POST
def review_pass(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    review = visible_review(request, year, pk)
    annual_reviews.pass_to_head(review, by=request.actor, now=timezone.now())
    messages.success(request, "課長へ回しました。")
    return redirect(review)


@require_POST
def review_submit(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    review = visible_review(request, year, pk)
    try:
        annual_reviews.submit(
            review,
            presentation=request.POST.get("presentation", ""),
            similar=as_filed(similar_to(review.account)),
            by=request.actor,
            now=timezone.now(),
        )
    except EditedMeanwhile:
        messages.error(
            request, "開いているあいだに、答えが書きかえられました。もう一度読んでください。"
        )
        return redirect(review)
    except annual_reviews.NotReady:
        messages.error(request, "まだ提出できません。足りないところを書いてください。")
        return redirect(reverse("reviews:review-answer", args=[year, pk]))
    messages.success(request, "事務局へ提出しました。確認を待っています。")
    return redirect(review)
