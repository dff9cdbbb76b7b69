"""Who may, over the whole city. The docstring is the sentence on the 403 page."""

from approvals.permissions.committee import can_read_meetings
from komae_sns.staff.actors import Actor
from komae_sns.staff.posts import Post


def can_read_city(actor: Actor) -> bool:
    """市の状況を読めるのは、事務局・監査と統括責任者だけです。"""
    return actor.holds(Post.SECRETARIAT, Post.AUDITOR, Post.CISO)


def can_read_report(actor: Actor) -> bool:
    """年度報告書を読めるのは、委員会・事務局・監査と統括責任者だけです。"""
    return can_read_meetings(actor)


def can_fix_report(actor: Actor) -> bool:
    """年度報告書を確定できるのは、事務局だけです。"""
    return actor.holds(Post.SECRETARIAT)
