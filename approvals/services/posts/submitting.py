"""決裁 要: to the head of the section, and back while nobody has decided."""

from datetime import datetime

from django.db import transaction

from approvals.models import PostDraft
from approvals.permissions import posts as may
from approvals.services.posts.drafting import ChangedMeanwhile
from approvals.services.posts.locking import deciders, locked, record, tell
from approvals.services.refusals import Refused
from approvals.status import PostStatus
from komae_sns.notices.kinds import Kind
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require


@transaction.atomic
def submit(draft: PostDraft, *, seen: int, open_findings: int, by: Actor, now: datetime) -> None:
    """`open_findings`: how many that nobody has answered, as the page showed them."""
    draft = locked(draft)
    require(may.can_edit, by, draft)
    draft.require_move(PostStatus.WAITING)
    if draft.edit_number != seen:
        raise ChangedMeanwhile
    told = deciders(draft, draft.writers | {by.user.pk}, by)
    if not told.exists():
        raise Refused("決裁できる人がいません。所属長か部長の任命を、事務局に確かめてください。")
    was = draft.get_status_display()
    draft.move_to(
        PostStatus.WAITING,
        submitted_by=by.user,
        submitted_at=now,
        waiting_since=now,
    )
    found = {"確認していない指摘": (None, f"{open_findings}件")} if open_findings else {}
    record("approvals.submit_post", draft, by=by, was=was, **found)
    tell(Kind.POST_SUBMITTED, told, draft, now)


@transaction.atomic
def pull_back(draft: PostDraft, *, by: Actor, now: datetime) -> None:
    """引戻し, to be changed."""
    draft = locked(draft)
    require(may.can_edit, by, draft)
    if not draft.is_waiting:
        raise Refused("引き戻せるのは、決裁待ちの下書きだけです。")
    was = draft.get_status_display()
    draft.move_to(PostStatus.DRAFT, waiting_since=now)
    record("approvals.pull_back_post", draft, by=by, was=was)
