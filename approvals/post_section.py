"""Drafts of posts, on the page of their account."""

from collections.abc import Mapping
from typing import Any

from accounts.models import OfficialAccount
from approvals.models import PostDraft
from approvals.permissions import posts as may
from komae_sns.staff.actors import Actor

TEMPLATE = "posts/_account_section.html"
SHOWN = 3


def read(account: OfficialAccount, actor: Actor) -> Mapping[str, Any] | None:
    may_write = account.is_live and may.can_write(actor, account)
    seen = PostDraft.objects.visible_to(actor).filter(account=account).open()
    drafts = list(seen.defer("comment").order_by("-pk")[: SHOWN + 1])
    if not (drafts or may_write):
        return None
    return {
        "account": account,
        "drafts": drafts[:SHOWN],
        "has_more": len(drafts) > SHOWN,
        "may_write": may_write,
    }
