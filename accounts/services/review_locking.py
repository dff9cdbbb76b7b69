"""The account first, then the review: the order in which every step takes its locks."""

from accounts.models import AnnualReview, ReviewYear
from accounts.services.locking import locked as locked_account


def locked(review: AnnualReview) -> AnnualReview:
    account = locked_account(review.account)
    rows = AnnualReview.objects.select_for_update(of=("self",))
    review = rows.select_related("year", "document_number").get(pk=review.pk)
    review.account = account
    return review


def locked_year(year: ReviewYear) -> ReviewYear:
    return ReviewYear.objects.select_for_update().get(pk=year.pk)
