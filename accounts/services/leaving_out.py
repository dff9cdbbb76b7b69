"""対象外: a 効果測定 that ends without an answer, for nothing is left to measure (4(5)ア)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts import actions
from accounts.models import AnnualReview, OfficialAccount
from accounts.services.review_locking import locked
from accounts.status import ReviewStatus
from komae_sns.audit import services as audit
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
    )
    record_move(actions.EXCLUDE_REVIEW, review, old, by=by, note=reason)


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
