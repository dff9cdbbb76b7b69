"""Who may: plain predicates `(actor, thing) -> bool` whose docstring is the sentence of the 403."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied

from komae_sns.staff.actors import Actor
from komae_sns.staff.models import User
from komae_sns.staff.posts import Post

Predicate = Callable[..., bool]


def require(allowed: Predicate, by: Actor, *things: Any) -> None:
    """Raise PermissionDenied with the predicate's own sentence."""
    if not allowed(by, *things):
        raise PermissionDenied((allowed.__doc__ or "この操作はできません。").strip())


def can_keep_master_data(actor: Actor) -> bool:
    """部課・職員・任命・サービスを直せるのは、事務局だけです。"""
    return actor.holds(Post.SECRETARIAT) or actor.user.is_superuser


def can_appoint(actor: Actor, user: User) -> bool:
    """任命を登録できるのは、事務局だけです。自分の任命は、ほかの事務局職員が登録します。"""
    return can_keep_master_data(actor) and actor.user != user


def can_set_password(actor: Actor, user: User) -> bool:
    """パスワードを変えられるのは、ご本人と事務局だけです。"""
    return actor.user == user or can_keep_master_data(actor)


def can_read_audit(actor: Actor) -> bool:
    """証跡を読めるのは、監査と事務局だけです。"""
    return actor.holds(Post.AUDITOR, Post.SECRETARIAT)
