"""The secretariat's side: confirmed, returned, left out, taken in again."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import actions, permissions, review_dates
from accounts.models import AnnualReview, OfficialAccount
from accounts.services import suspensions
from accounts.services.annual_reviews.locking import locked, locked_year
from accounts.status import ReviewStatus
from komae_sns.audit import services as audit
from komae_sns.notices.kinds import Kind
from komae_sns.notices.services import enqueue
from komae_sns.staff import people
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require
from komae_sns.text import is_blank

CLAUSE = "4(5)ア"
STOPPED = "アカウントの運用を停止したため"


@transaction.atomic
def confirm(review: AnnualReview, *, by: Actor, now: datetime) -> None:
    """The verdict 停止・集約 begins the procedure of 4(5)イ in the same step."""
    review = locked(review)
    require(permissions.can_decide_review, by, review)
    old = review.get_status_display()
    review.move_to(
        ReviewStatus.CONFIRMED, confirmed_by=by.user, confirmed_at=now, waiting_since=now
    )
    if review.asks_to_stop and review.account.is_live:
        reason = review.latest_round.snapshot["answers"]["reason"]
        suspensions.begin_after_review(review.account, reason=reason, by=by, now=now)
    changes = {"判定": (None, review.get_verdict_display())}
    _record(actions.CONFIRM_REVIEW, review, old, by=by, changes=changes)
    section = people.workers_of(review.account.department, by.today)
    enqueue(Kind.REVIEW_CONFIRMED, section, about=review, occasion=review.round)


@transaction.atomic
def return_to_section(review: AnnualReview, *, reason: str, by: Actor, now: datetime) -> None:
    review = locked(review)
    require(permissions.can_decide_review, by, review)
    review.require_move(ReviewStatus.RETURNED)
    if is_blank(reason):
        raise ValidationError({"reason": "直してほしいところを書いてください。"})
    old = review.get_status_display()
    filed = review.latest_round
    filed.returned_at, filed.returned_by, filed.returned_because = now, by.user, reason
    filed.save(update_fields=["returned_at", "returned_by", "returned_because"])
    review.move_to(ReviewStatus.RETURNED, waiting_since=now)
    _record(actions.RETURN_REVIEW, review, old, by=by, note=reason)
    section = people.workers_of(review.account.department, by.today)
    enqueue(Kind.REVIEW_RETURNED, section, about=review, occasion=review.round)


@transaction.atomic
def exclude(review: AnnualReview, *, reason: str, by: Actor, now: datetime) -> None:
    """対象外: nothing can be measured any more, as while 停止の手続 is under way."""
    review = locked(review)
    require(permissions.can_confirm_reviews, by, review.account)
    review.require_move(ReviewStatus.EXCLUDED)
    if is_blank(reason):
        raise ValidationError({"reason": "対象外にする理由を書いてください。"})
    _leave_out(review, reason, by=by, now=now)


@transaction.atomic
def include_again(review: AnnualReview, *, by: Actor, now: datetime) -> None:
    """The account runs on after all."""
    year = locked_year(review.year)
    review = locked(review)
    require(permissions.can_confirm_reviews, by, review.account)
    review.require_move(ReviewStatus.OPEN)
    if not (year.is_open and review.account.is_in_use):
        raise ValidationError(
            "運用していて、年度の効果測定が終わっていないものだけを、対象に戻せます。"
        )
    due_on = max(review.due_on, review_dates.due_on(year.fiscal_year, by.today))
    nothing = {"excluded_by": None, "excluded_at": None, "excluded_because": ""}
    review.move_to(ReviewStatus.OPEN, waiting_since=now, due_on=due_on, **nothing)
    _record(actions.INCLUDE_REVIEW, review, ReviewStatus.EXCLUDED.label, by=by)


def exclude_reviews_of(account: OfficialAccount, *, by: Actor | None, now: datetime) -> None:
    """In the step that stopped the account, under its lock."""
    for review in account.annual_reviews.unsettled().select_related("year"):
        review.account = account
        _leave_out(review, STOPPED, by=by, now=now)


def leave_out_stopped(*, now: datetime) -> int:
    """Those of accounts that are stopped, whichever way they came there. Safe twice and late."""
    keys = AnnualReview.objects.of_stopped_accounts().values_list("pk", flat=True)
    return sum(_leave_out_stopped(pk, now) for pk in list(keys))


@transaction.atomic
def _leave_out_stopped(pk: int, now: datetime) -> bool:
    review = locked(AnnualReview.objects.select_related("account").get(pk=pk))
    if not AnnualReview.objects.of_stopped_accounts().filter(pk=pk).exists():
        return False
    _leave_out(review, STOPPED, by=None, now=now)
    return True


def _leave_out(review: AnnualReview, reason: str, *, by: Actor | None, now: datetime) -> None:
    old = review.get_status_display()
    review.move_to(
        ReviewStatus.EXCLUDED,
        excluded_because=reason,
        excluded_by=by.user if by else None,
        excluded_at=now,
        waiting_since=now,
        passed_to_head_at=None,
    )
    _record(actions.EXCLUDE_REVIEW, review, old, by=by, note=reason)


def _record(
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
