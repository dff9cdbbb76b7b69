"""Who may. The docstring is the sentence on the 403 page."""

from komae_sns.staff.actors import Actor
from komae_sns.staff.posts import Post


def can_read_public_words(actor: Actor) -> bool:
    """市民に見せる一覧の文の決まりを読めるのは、事務局・監査と統括責任者だけです。"""
    return actor.holds(Post.SECRETARIAT, Post.AUDITOR, Post.CISO)


def can_set_public_words(actor: Actor) -> bool:
    """市民に見せる一覧の文を変えられるのは、事務局だけです。"""
    return actor.holds(Post.SECRETARIAT)
