"""対象外: a 効果測定 that ends without an answer, for nothing is left to measure (4(5)ア)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts import actions, review_dates
from accounts.models import AnnualReview, OfficialAccount, Suspension
from accounts.models.annual_review import NO_SECTION
from accounts.services.review_locking import locked
from accounts.status import ReviewStatus, ReviewYearStatus
from komae_sns.audit import services as audit
from komae_sns.documents import wareki
from komae_sns.staff.actors import Actor

CLAUSE = "4(5)ア"
STOPPED = "アカウントの運用を停止したため"


def exclude_reviews_of(account: OfficialAccount, *, by: Actor | None, now: datetime) -> None:
    """In the step that stopped the account, under its lock."""
    for review in account.annual_reviews.unsettled().select_related("year"):
        review.account = account
        leave_out(review, STOPPED, by=by, now=now)


def leave_out_stopped(*, now: datetime) -> int:
    """Those of accounts that are stopped, whichever way they came there. Safe twice and late."""
    keys = AnnualReview.objects.of_stopped_accounts().values_list("pk", flat=True)
    return sum(_leave_out_stopped(pk, now) for pk in list(keys))


@transaction.atomic
def _leave_out_stopped(pk: int, now: datetime) -> bool:
    review = locked(AnnualReview.objects.select_related("account").get(pk=pk))
    if not AnnualReview.objects.of_stopped_accounts().filter(pk=pk).exists():
        return False
    leave_out(review, STOPPED, by=None, now=now)
    return True


def leave_out(review: AnnualReview, reason: str, *, by: Actor | None, now: datetime) -> None:
    old = review.get_status_display()
    review.move_to(
        ReviewStatus.EXCLUDED,
        excluded_because=reason,
        excluded_by=by.user if by else None,
        excluded_at=now,
        waiting_since=now,
        passed_to_head_at=None,
        **review.kept_section(),
    )
    record_move(actions.EXCLUDE_REVIEW, review, old, by=by, note=reason)


def ask_again_after(suspension: Suspension, *, by: Actor, now: datetime) -> None:
    """取りやめ: what was left out since the stop began, of years that are open under our lock."""
    left_out = suspension.account.annual_reviews.filter(
        status=ReviewStatus.EXCLUDED,
        excluded_at__gte=suspension.begun_at,
        year__status=ReviewYearStatus.OPEN,
    )
    for review in left_out.select_related("year").order_by("pk"):
        review.account = suspension.account
        ask_again(review, by=by, now=now)


def ask_again(review: AnnualReview, *, by: Actor, now: datetime) -> None:
    """With a date that can be met. What had not been submitted yet is late only after that."""
    due_on = max(review.due_on, review_dates.due_on(review.year.fiscal_year, by.today))
    changes = {"期限": (wareki.long(review.due_on), wareki.long(due_on))}
    first = review.first_due_on if review.round else due_on
    nothing = {"excluded_by": None, "excluded_at": None, "excluded_because": "", **NO_SECTION}
    review.move_to(
        ReviewStatus.OPEN, waiting_since=now, due_on=due_on, first_due_on=first, **nothing
    )
    old = ReviewStatus.EXCLUDED.label
    record_move(actions.INCLUDE_REVIEW, review, old, by=by, changes=changes)


def record_move(
    action: str,
    review: AnnualReview,
    old: str,
    *,
    by: Actor | None,
    note: str = "",
    changes: Mapping[str, tuple[str | None, str]] | None = None,
) -> None:
    moved = {"状態": (old, review.get_status_display())}
    audit.record(
        action,
        review,
        by=by,
        clause=CLAUSE,
        note=note,
        changes=moved | dict(changes or {}),
        mentions=[review.account],
    )
