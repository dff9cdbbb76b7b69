"""The secretariat's side: confirmed, returned, left out, taken in again."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import actions, permissions, review_dates
from accounts.models import AnnualReview
from accounts.models.annual_review import NO_SECTION
from accounts.services import suspensions
from accounts.services.leaving_out import ask_again, leave_out, record_move
from accounts.services.review_locking import locked, locked_year, require_read
from accounts.status import ReviewStatus
from komae_sns.documents import wareki
from komae_sns.notices.kinds import Kind
from komae_sns.notices.services import enqueue
from komae_sns.staff import people
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require
from komae_sns.text import is_blank


@transaction.atomic
def confirm(review: AnnualReview, *, presentation: str, by: Actor, now: datetime) -> None:
    """The verdict 停止・集約 begins the procedure of 4(5)イ in the same step.

    `presentation`: of the text that was read; raises EditedMeanwhile.
    """
    review = locked(review)
    require(permissions.can_decide_review, by, review)
    review.require_move(ReviewStatus.CONFIRMED)
    require_read(review, presentation)
    old = review.get_status_display()
    review.move_to(
        ReviewStatus.CONFIRMED, confirmed_by=by.user, confirmed_at=now, waiting_since=now
    )
    if review.asks_to_stop and review.account.is_live:
        reason = review.latest_round.snapshot["answers"]["reason"]
        suspensions.begin_after_review(review.account, reason=reason, by=by, now=now)
    changes = {"判定": (None, review.get_verdict_display())}
    record_move(actions.CONFIRM_REVIEW, review, old, by=by, changes=changes)
    section = people.workers_of(review.account.department, by.today)
    enqueue(Kind.REVIEW_CONFIRMED, section, about=review, occasion=review.round)


@transaction.atomic
def return_to_section(
    review: AnnualReview, *, presentation: str, reason: str, by: Actor, now: datetime
) -> None:
    """The section has some days to mend it. Raises EditedMeanwhile."""
    review = locked(review)
    require(permissions.can_decide_review, by, review)
    review.require_move(ReviewStatus.RETURNED)
    require_read(review, presentation)
    if is_blank(reason):
        raise ValidationError({"reason": "直してほしいところを書いてください。"})
    old = review.get_status_display()
    filed = review.latest_round
    filed.returned_at, filed.returned_by, filed.returned_because = now, by.user, reason
    filed.save(update_fields=["returned_at", "returned_by", "returned_because"])
    due_on = max(review.due_on, review_dates.mended_by(by.today))
    changes = {"期限": (wareki.long(review.due_on), wareki.long(due_on))}
    review.move_to(ReviewStatus.RETURNED, waiting_since=now, due_on=due_on, **NO_SECTION)
    record_move(actions.RETURN_REVIEW, review, old, by=by, note=reason, changes=changes)
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
    leave_out(review, reason, by=by, now=now)


@transaction.atomic
def include_again(review: AnnualReview, *, by: Actor, now: datetime) -> None:
    """The account runs on after all."""
    locked_year(review.year)
    review = locked(review)
    require(permissions.can_confirm_reviews, by, review.account)
    review.require_move(ReviewStatus.OPEN)
    if not (review.year.is_open and review.account.is_in_use):
        raise ValidationError(
            "運用していて、年度の効果測定が終わっていないものだけを、対象に戻せます。"
        )
    ask_again(review, by=by, now=now)
