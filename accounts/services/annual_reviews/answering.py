"""The section's side: written by several, passed to the head, submitted by the head."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts import actions, permissions, review_confirmers, review_form
from accounts.models import AnnualReview
from accounts.review_rounds import changes_since_last, freeze
from accounts.services.review_locking import locked, require_read
from accounts.status import ReviewStatus
from komae_sns.audit import services as audit
from komae_sns.documents.services import issue_number
from komae_sns.drafts import Saved, merge
from komae_sns.notices.kinds import Kind
from komae_sns.notices.services import enqueue
from komae_sns.staff import people
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require

CLAUSE = "4(5)ア"


class NotReady(Exception):
    """`gaps`: what is still to be answered."""

    def __init__(self, gaps: tuple[review_form.Field, ...]) -> None:
        super().__init__("まだ提出できません。")
        self.gaps = gaps


@transaction.atomic
def save_answers(
    review: AnnualReview, typed: Mapping[str, Any], *, seen: int, by: Actor, page: str = ""
) -> Saved:
    """Store the typed fields; see komae_sns.drafts. Not in the trail: what is submitted is."""
    review = locked(review)
    require(permissions.can_answer_review, by, review)
    review.require_with_section()
    clashes, is_changed = merge(review, typed, seen=seen, page=page)
    if is_changed:
        review.save(update_fields=["answers", "field_edits", "edit_number"])
    return Saved(review.edit_number, clashes)


@transaction.atomic
def pass_to_head(review: AnnualReview, *, by: Actor, now: datetime) -> None:
    """担当者 → 課長."""
    review = locked(review)
    require(permissions.can_pass_review, by, review)
    review.require_with_section()
    review.passed_to_head_at = now
    review.save(update_fields=["passed_to_head_at"])
    audit.record(actions.PASS_REVIEW, review, by=by, clause=CLAUSE, mentions=[review.account])
    heads = people.heads_of(review.account.department, by.today)
    enqueue(Kind.REVIEW_PASSED_TO_HEAD, heads, about=review, occasion=now.isoformat())


@transaction.atomic
def submit(
    review: AnnualReview,
    *,
    presentation: str,
    similar: Sequence[Mapping[str, Any]],
    by: Actor,
    now: datetime,
) -> None:
    """`similar`: the official accounts most like this one today, as the page showed them.

    `presentation`: of the text that was read; raises EditedMeanwhile.
    """
    review = locked(review)
    require(permissions.can_submit_review, by, review)
    review.require_move(ReviewStatus.SUBMITTED)
    require_read(review, presentation)
    gaps = review_form.gaps(review.answers)
    if gaps:
        raise NotReady(gaps)
    old, review.round = review.get_status_display(), review.round + 1
    holder = by.on_behalf_of
    number = review.document_number or issue_number(
        review.account.department, title=str(review), now=now
    )
    filed = freeze(review, similar, by=by, holder=holder, now=now)
    review.move_to(
        ReviewStatus.SUBMITTED,
        round=review.round,
        verdict=review.answers["verdict"],
        document_number=number,
        submitted_by=by.user,
        submitted_at=now,
        waiting_since=now,
        passed_to_head_at=None,
        **review.kept_section(),
    )
    changes = {
        "状態": (old, review.get_status_display()),
        "判定": (None, review.get_verdict_display()),
        **changes_since_last(filed),
    }
    audit.record(
        actions.SUBMIT_REVIEW,
        review,
        by=by,
        clause=CLAUSE,
        changes=changes,
        mentions=[review.account],
    )
    office = review_confirmers.to_be_told(review, by.today)
    enqueue(Kind.REVIEW_SUBMITTED, office, about=review, occasion=review.round)
