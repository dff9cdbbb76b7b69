"""Who may, where a file's own rights do not say it."""

from komae_sns.staff.actors import Actor
from komae_sns.staff.posts import Post


def can_see_evidence_store(actor: Actor) -> bool:
    """証拠の保管の状態を見られるのは、監査・統括情報セキュリティ責任者・事務局だけです。"""
    return actor.holds(Post.AUDITOR, Post.CISO, Post.SECRETARIAT)


def can_unseal(actor: Actor) -> bool:
    """封印した元のファイルを受け取れるのは、監査・統括情報セキュリティ責任者・事務局だけです。"""
    return can_see_evidence_store(actor)
