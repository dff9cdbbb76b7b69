"""Drafts of posts, on the page of their account: the way to them, and no question asked."""

from collections.abc import Mapping
from typing import Any

from accounts.models import OfficialAccount
from approvals.permissions import posts as may
from komae_sns.staff.actors import Actor
from komae_sns.staff.posts import Post

TEMPLATE = "posts/_account_section.html"


def read(account: OfficialAccount, actor: Actor) -> Mapping[str, Any] | None:
    if actor.holds(Post.SECRETARIAT, Post.AUDITOR):
        return {"account": account, "may_write": False}
    if not may.can_write(actor, account):
        return None
    return {"account": account, "may_write": account.is_live}
