"""The account first, then the review: the order in which every step takes its locks."""

from accounts.models import AnnualReview, ReviewYear
from accounts.services.facts import EditedMeanwhile
from accounts.services.locking import locked as locked_account


def locked(review: AnnualReview) -> AnnualReview:
    account = locked_account(review.account)
    rows = AnnualReview.objects.select_for_update(of=("self",))
    review = rows.select_related("year", "document_number").get(pk=review.pk)
    review.account = account
    return review


def require_read(review: AnnualReview, presentation: str) -> None:
    """Nobody answers for a text other than the one they read."""
    if review.presentation != presentation:
        raise EditedMeanwhile


def locked_year(year: ReviewYear) -> ReviewYear:
    return ReviewYear.objects.select_for_update().get(pk=year.pk)


def locked_open_years() -> list[ReviewYear]:
    """Before any account: a year that asks, asks under its own lock."""
    return list(ReviewYear.objects.select_for_update().open().order_by("pk"))
