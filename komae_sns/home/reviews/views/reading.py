"""One review: what was answered, what it stands on, whom it waits for."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import permissions, review_figures, review_form
from accounts.models import AnnualReview, ReviewRound
from accounts.review_confirmers import waits_for_chair
from accounts.review_rounds import contents, differences
from accounts.status import ReviewStatus
from komae_sns.audit.models import Entry
from komae_sns.documents.responses import pdf_response
from komae_sns.home.reviews import papers
from komae_sns.home.reviews.earlier import earlier_of
from komae_sns.home.reviews.similar import as_filed, similar_to
from komae_sns.home.reviews.views.loading import visible_review
from komae_sns.staff.actors import Actor


@require_safe
def review_detail(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    review = visible_review(request, year, pk)
    actor = request.actor
    filed = review.rounds.select_related("submitted_by", "submitted_for", "returned_by")
    rounds = list(filed.order_by("number"))
    is_draft, said = _said(review, rounds, actor)
    context = {
        "review": review,
        "account": review.account,
        "rounds": rounds,
        "filed": rounds[-1] if rounds else None,
        "waits_for": _waits_for(review, actor),
        "returned": rounds[-1] if review.is_returned else None,
        "is_draft": is_draft,
        "said": said,
        "earlier": earlier_of(review) if said else None,
        "diffs": _changes(rounds, said),
        "gaps": review_form.gaps(review.answers) if is_draft else (),
        "actions": _actions(review, actor),
        "is_late": review.is_late_on(actor.today),
        "entries": Entry.objects.about(review).order_by("-seq")[:30],
    }
    if said:
        context["months"] = review_figures.by_month(said["figures"])
        context["charts"] = review_figures.charts(said["figures"])
    return render(request, "reviews/review_detail.html", context)


def _waits_for(review: AnnualReview, actor: Actor) -> str:
    if not review.is_submitted:
        return ""
    return "委員長・副委員長" if waits_for_chair(review, actor.today) else "事務局"


def _said(
    review: AnnualReview, rounds: list[ReviewRound], actor: Actor
) -> tuple[bool, dict[str, Any] | None]:
    """The draft for those who write it, else what was submitted last, if anything was."""
    if review.is_with_section and permissions.can_read_review_draft(actor, review):
        found = as_filed(similar_to(review.account))
        return True, contents(review, found, actor.today)
    return False, rounds[-1].snapshot if rounds else None


def _changes(rounds: list[ReviewRound], said: dict[str, Any] | None) -> dict[str, tuple[str, str]]:
    """Since the last submission that came back."""
    back = next((r for r in reversed(rounds) if r.returned_at), None)
    return differences(back.snapshot, said) if back and said else {}


def _actions(review: AnnualReview, actor: Actor) -> dict[str, bool]:
    """What this person may do now."""
    decides = permissions.can_decide_review(actor, review)
    leaves_out = permissions.can_confirm_reviews(actor, review.account)
    with_section = review.is_with_section
    return {
        "answer": with_section and permissions.can_answer_review(actor, review),
        "pass": with_section and permissions.can_pass_review(actor, review),
        "submit": with_section and permissions.can_submit_review(actor, review),
        "confirm": review.is_submitted and decides,
        "exclude": leaves_out and review.may_move_to(ReviewStatus.EXCLUDED),
        "include": leaves_out
        and review.is_excluded
        and review.year.is_open
        and review.account.is_in_use,
    }


@require_safe
def review_pdf(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    review = visible_review(request, year, pk)
    pdf = papers.review_pdf(review, by=request.actor, now=timezone.now())
    return pdf_response(pdf, f"効果測定調書_{review.account.name}_{year}年度.pdf")
