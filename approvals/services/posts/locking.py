"""The draft as it is now, held until the step ends; and what every step of it writes down."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from approvals.models import PostDraft
from komae_sns.audit import services as audit
from komae_sns.notices.kinds import Kind
from komae_sns.notices.services import enqueue
from komae_sns.staff import people
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import User

CLAUSE = "4(4)ア"


def locked(draft: PostDraft) -> PostDraft:
    rows = PostDraft.objects.select_for_update(of=("self",))
    names = ("account__service", "account__department__parent")
    return rows.select_related(*names).get(pk=draft.pk)


def record(
    action: str,
    draft: PostDraft,
    *,
    by: Actor,
    was: str | None = None,
    note: str = "",
    **changes: tuple[Any, Any],
) -> None:
    """Not the text itself: what was never posted may hold what must not be kept for ever."""
    if was is not None and was != draft.get_status_display():
        changes = {"状態": (was, draft.get_status_display()), **changes}
    audit.record(
        action,
        draft,
        by=by,
        clause=CLAUSE,
        changes=changes,
        note=note,
        mentions=[draft.account],
    )


def tell(kind: Kind, told: QuerySet[User], draft: PostDraft, now: datetime) -> None:
    enqueue(kind, told, about=draft, occasion=now.isoformat())


def deciders(draft: PostDraft, wrote: Iterable[int], by: Actor) -> QuerySet[User]:
    """The heads of the section who did not write it; without one, the 部長 above."""
    section = draft.account.department
    heads = people.heads_of(section, by.today).exclude(pk__in=list(wrote))
    if section.parent is None or heads.exists():
        return heads
    return people.heads_of(section.parent, by.today).exclude(pk__in=list(wrote))


def writers(draft: PostDraft) -> QuerySet[User]:
    return User.objects.filter(pk__in=draft.writers, is_active=True)
