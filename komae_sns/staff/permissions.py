"""Who may: plain predicates `(actor, thing) -> bool` whose docstring is the sentence of the 403."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied

from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Appointment, Deputy, User
from komae_sns.staff.posts import DEPUTED, Post

Predicate = Callable[..., bool]


def require(allowed: Predicate, by: Actor, *things: Any) -> None:
    """Raise PermissionDenied with the predicate's own sentence."""
    if not allowed(by, *things):
        raise PermissionDenied((allowed.__doc__ or "この操作はできません。").strip())
    by.take_step_for(_whose_post(allowed, by, things))


def _whose_post(allowed: Predicate, by: Actor, things: tuple[Any, ...]) -> Appointment | None:
    """None when their own posts are enough."""
    if not by.deputed or allowed(by.in_person, *things):
        return None
    enough = (a for a in by.deputed if allowed(by.standing_in_for(a), *things))
    return next(enough, by.deputed[0])


def can_keep_master_data(actor: Actor) -> bool:
    """部課・職員・任命・サービスを直せるのは、事務局だけです。"""
    return actor.in_person.holds(Post.SECRETARIAT) or actor.user.is_superuser


def can_appoint(actor: Actor, user: User) -> bool:
    """任命を登録できるのは、事務局だけです。自分の任命は、ほかの事務局職員が登録します。"""
    return can_keep_master_data(actor) and actor.user != user


def can_set_password(actor: Actor, user: User) -> bool:
    """パスワードを変えられるのは、ご本人と事務局だけです。"""
    return actor.user == user or can_keep_master_data(actor)


def can_read_audit(actor: Actor) -> bool:
    """証跡を読めるのは、監査と事務局だけです。"""
    return actor.holds(Post.AUDITOR, Post.SECRETARIAT)


def can_keep_deputies(actor: Actor) -> bool:
    """代決を登録できるのは、代決のできる職にあるご本人と事務局だけです。"""
    return can_keep_master_data(actor) or actor.in_person.holds(*DEPUTED)


def can_name_deputy(actor: Actor, appointment: Appointment) -> bool:
    """代決する人を決められるのは、その職にあるご本人と事務局だけです。"""
    return appointment.user_id == actor.user.pk or can_keep_master_data(actor)


def can_end_deputy(actor: Actor, deputy: Deputy) -> bool:
    """代決を終わらせられるのは、その職にあるご本人と事務局だけです。"""
    return can_name_deputy(actor, deputy.appointment)
