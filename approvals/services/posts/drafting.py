"""A draft is written and changed by whoever posts for the account; a change takes its approval."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import OfficialAccount
from accounts.status import LIVE
from approvals.models import FindingAnswer, PostDraft
from approvals.permissions import posts as may
from approvals.post_check import Finding
from approvals.services.posts.locking import locked, record
from approvals.services.refusals import Refused
from approvals.status import PostStatus
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require
from komae_sns.text import is_blank

CONTENT = (
    *("text", "media_note", "shows_people", "people_agreed"),
    *("planned_on", "planned_time"),
)


class ChangedMeanwhile(Refused):
    def __init__(self) -> None:
        super().__init__(
            "ほかの人が、先にこの下書きを直しました。いまの文を読んでから、もう一度直してください。"
        )


@transaction.atomic
def start(
    account: OfficialAccount, content: Mapping[str, Any], *, by: Actor, now: datetime
) -> PostDraft:
    """Not in the trail until it is passed on: a draft that nobody else has read."""
    account = OfficialAccount.objects.select_for_update(of=("self",)).get(pk=account.pk)
    require(may.can_write, by, account)
    _require_usable(account)
    _require_text(content)
    return PostDraft.objects.create(
        account=account,
        status=PostStatus.DRAFT,
        drafted_by=by.user,
        drafted_at=now,
        edited_by=by.user,
        edited_at=now,
        waiting_since=now,
        **{name: content[name] for name in CONTENT},
    )


@transaction.atomic
def change(
    draft: PostDraft, content: Mapping[str, Any], *, seen: int, by: Actor, now: datetime
) -> PostDraft:
    """`seen` is the edit_number that was read. An approved draft becomes a draft again."""
    draft = locked(draft)
    require(may.can_edit, by, draft)
    if not draft.is_editable:
        raise Refused("この下書きは、いまは直せません。決裁待ちのものは、先に引き戻してください。")
    if draft.edit_number != seen:
        raise ChangedMeanwhile
    _require_text(content)
    changed = {n: content[n] for n in CONTENT if content[n] != getattr(draft, n)}
    if not changed:
        return draft
    facts = {
        **changed,
        "edit_number": draft.edit_number + 1,
        "edited_by": by.user,
        "edited_at": now,
        "approved_edit": None,
    }
    if draft.is_approved:
        was = draft.get_status_display()
        draft.move_to(PostStatus.DRAFT, waiting_since=now, **facts)
        record("approvals.change_approved_post", draft, by=by, was=was)
    else:
        for name, value in facts.items():
            setattr(draft, name, value)
        draft.save(update_fields=list(facts))
    return draft


@transaction.atomic
def answer_finding(
    draft: PostDraft, finding: Finding, reason: str, *, by: Actor, now: datetime
) -> None:
    """「確認した」: why it may stand. The head reads it beside the finding."""
    draft = locked(draft)
    require(may.can_edit, by, draft)
    if not draft.is_open:
        raise Refused("終わった下書きの指摘には、もう答えられません。")
    if is_blank(reason):
        raise Refused("どのように確認したかを書いてください。")
    FindingAnswer.objects.create(
        draft=draft,
        finding=finding.key,
        label=finding.label,
        reason=reason,
        answered_by=by.user,
        answered_at=now,
    )
    record("approvals.answer_post_finding", draft, by=by, note=f"{finding.label}：{reason}")


@transaction.atomic
def withdraw(draft: PostDraft, *, because: str, by: Actor, now: datetime) -> None:
    """Not to be posted after all; the draft stays for the record."""
    draft = locked(draft)
    require(may.can_edit, by, draft)
    was = draft.get_status_display()
    draft.move_to(
        PostStatus.WITHDRAWN, withdrawn_by=by.user, withdrawn_at=now, withdrawn_because=because
    )
    record("approvals.withdraw_post", draft, by=by, was=was, note=because)


def _require_usable(account: OfficialAccount) -> None:
    if account.status not in LIVE:
        raise Refused("運用していないアカウントの下書きは、書けません。")


def _require_text(content: Mapping[str, Any]) -> None:
    if is_blank(content["text"]):
        raise Refused("投稿する文を書いてください。")
