"""The head approves what was read, or returns it with a word; a deputy's name stands beside."""

from datetime import datetime

from django.db import transaction

from approvals.models import PostDraft
from approvals.permissions import posts as may
from approvals.services.posts.drafting import ChangedMeanwhile
from approvals.services.posts.locking import locked, record, tell, writers
from approvals.services.refusals import Refused
from approvals.status import PostStatus
from komae_sns.notices.kinds import Kind
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require
from komae_sns.text import is_blank


@transaction.atomic
def approve(draft: PostDraft, *, seen: int, by: Actor, now: datetime, comment: str = "") -> None:
    """`seen` is the edit_number that the head read: what was read is what is approved."""
    draft = locked(draft)
    require(may.can_decide, by, draft)
    draft.require_move(PostStatus.APPROVED)
    if draft.edit_number != seen:
        raise ChangedMeanwhile
    _decide(draft, PostStatus.APPROVED, comment, by, now, approved_edit=draft.edit_number)
    record("approvals.approve_post", draft, by=by, was=PostStatus.WAITING.label, note=comment)
    tell(Kind.POST_APPROVED, writers(draft), draft, now)


@transaction.atomic
def send_back(draft: PostDraft, *, comment: str, by: Actor, now: datetime) -> None:
    draft = locked(draft)
    require(may.can_decide, by, draft)
    draft.require_move(PostStatus.RETURNED)
    if is_blank(comment):
        raise Refused("どこを直すかを書いてください。")
    _decide(draft, PostStatus.RETURNED, comment, by, now)
    record("approvals.return_post", draft, by=by, was=PostStatus.WAITING.label, note=comment)
    tell(Kind.POST_RETURNED, writers(draft), draft, now)


def _decide(
    draft: PostDraft,
    status: PostStatus,
    comment: str,
    by: Actor,
    now: datetime,
    *,
    approved_edit: int | None = None,
) -> None:
    draft.move_to(
        status,
        decided_by=by.user,
        decided_for=by.on_behalf_of,
        decided_at=now,
        comment=comment,
        approved_edit=approved_edit,
        waiting_since=now,
    )
