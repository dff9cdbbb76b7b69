"""Who may load a version. The docstring is the sentence on the 403 page."""

from komae_sns.staff.actors import Actor
from komae_sns.staff.posts import Post


def can_load_guideline(actor: Actor) -> bool:
    """ガイドラインの版を登録できるのは、事務局だけです。"""
    return actor.holds(Post.SECRETARIAT)
