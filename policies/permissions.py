"""Who may, with policies. The docstring is the sentence on the 403 page."""

from accounts.models import OfficialAccount
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Department
from komae_sns.staff.posts import Post
from policies.models import Policy, PolicyVersion


def can_start(actor: Actor, department: Department) -> bool:
    """運用ポリシーをつくれるのは、その課の所属長・担当者だけです。"""
    return actor.works_in(department)


def can_take_over(actor: Actor, department: Department) -> bool:
    """紙の運用ポリシーを引き継げるのは、その課の所属長・担当者と事務局だけです。"""
    return actor.works_in(department) or actor.holds(Post.SECRETARIAT)


def can_keep_existing(actor: Actor, department: Department) -> bool:
    """施行中の運用ポリシーを既存として記録できるのは、その課の所属長と事務局だけです。"""
    return actor.heads(department) or actor.holds(Post.SECRETARIAT)


def can_edit(actor: Actor, version: PolicyVersion) -> bool:
    """運用ポリシーの案を直せるのは、所管の課の所属長・担当者だけです。"""
    return actor.works_in(version.policy.department)


def can_revise(actor: Actor, policy: Policy) -> bool:
    """運用ポリシーを改められるのは、所管の課の所属長・担当者だけです。"""
    return actor.works_in(policy.department)


def can_put_in_force(actor: Actor, version: PolicyVersion) -> bool:
    """運用ポリシーを施行できるのは、所管の課の所属長だけです。"""
    return actor.heads(version.policy.department)


def can_open_account(actor: Actor, account: OfficialAccount) -> bool:
    """運用をはじめられるのは、運用する課の所属長だけです。"""
    return actor.heads(account.department)


def can_read_drafting(actor: Actor, policy: Policy) -> bool:
    """運用ポリシーの下書きの経過を読めるのは、所管の課と事務局、監査だけです。"""
    return actor.works_in(policy.department) or actor.holds(Post.SECRETARIAT, Post.AUDITOR)
