"""Who may see to the mails: the docstring is the sentence on the 403 page."""

from komae_sns.staff.actors import Actor
from komae_sns.staff.posts import Post


def can_read_mails(actor: Actor) -> bool:
    """送ったメールを見られるのは、事務局と監査だけです。"""
    return actor.holds(Post.SECRETARIAT, Post.AUDITOR)


def can_see_to_mails(actor: Actor) -> bool:
    """メールを送りなおせるのは、事務局だけです。"""
    return actor.holds(Post.SECRETARIAT)


def can_read_reminders(actor: Actor) -> bool:
    """期限の知らせの記録を見られるのは、事務局と監査だけです。"""
    return actor.holds(Post.SECRETARIAT, Post.AUDITOR)


def can_set_reminders(actor: Actor) -> bool:
    """期限の知らせの日を決められるのは、事務局だけです。"""
    return actor.holds(Post.SECRETARIAT)
