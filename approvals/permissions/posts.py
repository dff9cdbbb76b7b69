"""Who may, with drafts of posts. The docstring is the sentence on the 403 page."""

from accounts.models import OfficialAccount
from approvals.models import PostDraft
from komae_sns import city
from komae_sns.staff.actors import Actor
from komae_sns.staff.posts import Post


def can_write(actor: Actor, account: OfficialAccount) -> bool:
    """投稿の下書きを書けるのは、運用する課の所属長・担当者と、そのアカウントの担当者だけです。"""
    return actor.works_in(account.department) or account.is_operated_by(actor)


def can_write_some(actor: Actor) -> bool:
    """投稿の下書きを書けるのは、運用中のアカウントの課の所属長・担当者と、そのアカウントの担当者だけです。"""
    return OfficialAccount.objects.posted_by(actor).live().exists()


def can_edit(actor: Actor, draft: PostDraft) -> bool:
    """下書きを直せるのは、運用する課の所属長・担当者と、そのアカウントの担当者だけです。"""
    return can_write(actor, draft.account)


def can_record(actor: Actor, draft: PostDraft) -> bool:
    """投稿を記録できるのは、運用する課の所属長・担当者と、そのアカウントの担当者だけです。"""
    return can_write(actor, draft.account)


def can_decide(actor: Actor, draft: PostDraft) -> bool:
    """決裁できるのは、運用する課の所属長です（所属長が書いたものは、その上の部長）。自分が書いたものは決裁できません。"""
    return _heads(actor, draft) and not (actor.persons & draft.writers)


def can_see_afterwards(actor: Actor, draft: PostDraft) -> bool:
    """先に投稿したものを後閲できるのは、運用する課の所属長です（所属長が投稿したものは、その上の部長）。"""
    return _heads(actor, draft) and draft.recorded_by_id not in actor.persons


def can_post_first(actor: Actor, draft: PostDraft) -> bool:
    """決裁の前に投稿してよいと、市が定めていません。"""
    return can_record(actor, draft) and city.facts()["posts"]["emergency_first"]


def can_read_words(actor: Actor) -> bool:
    """投稿前チェックの言葉の一覧を読めるのは、事務局と監査だけです。"""
    return actor.holds(Post.SECRETARIAT, Post.AUDITOR)


def can_keep_words(actor: Actor) -> bool:
    """投稿前チェックの言葉を直せるのは、事務局だけです。"""
    return actor.holds(Post.SECRETARIAT)


def _heads(actor: Actor, draft: PostDraft) -> bool:
    section = draft.account.department
    above = section.parent
    return actor.heads(section) or (above is not None and actor.heads(above))
