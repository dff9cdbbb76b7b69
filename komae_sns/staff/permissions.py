"""Who may: plain predicates `(actor, thing) -> bool` whose docstring is the sentence of the 403."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied

from komae_sns.staff.actors import Actor
from komae_sns.staff.posts import Post

Predicate = Callable[..., bool]


def require(allowed: Predicate, by: Actor, *things: Any) -> None:
    """Raise PermissionDenied with the predicate's own sentence."""
    if not allowed(by, *things):
        raise PermissionDenied((allowed.__doc__ or "この操作はできません。").strip())


def can_keep_master_data(actor: Actor) -> bool:
    """部課・職員・任命・サービスを直せるのは、事務局だけです。"""
    return actor.holds(Post.SECRETARIAT)


def can_read_audit(actor: Actor) -> bool:
    """証跡を読めるのは、監査と事務局だけです。"""
    return actor.holds(Post.AUDITOR, Post.SECRETARIAT)
