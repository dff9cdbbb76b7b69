"""Keeping people, sections and appointments: every step audited, nothing ever deleted."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction

from komae_sns.audit import services as audit
from komae_sns.staff import permissions
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Appointment, Department, User
from komae_sns.staff.permissions import require
from komae_sns.staff.posts import Post

Row = TypeVar("Row", bound=models.Model)

# What an appointment is; from its first day on only its title and its last day may move.
IDENTITY = frozenset({"user", "post", "department", "starts_on"})


@transaction.atomic
def create_user(facts: Mapping[str, Any], *, password: str | None, by: Actor) -> User:
    """Without a password nobody logs in by typing."""
    require(permissions.can_keep_master_data, by)
    user = User.objects.create_user(password=password, **facts)
    _record("staff.user_created", user, {}, facts, by=by)
    return user


@transaction.atomic
def change_user(user: User, facts: Mapping[str, Any], *, by: Actor) -> User:
    require(permissions.can_keep_master_data, by)
    changed, before = _locked_with(user, facts)
    return _saved("staff.user_changed", changed, before, facts, by=by)


@transaction.atomic
def set_password(user: User, password: str, *, by: Actor) -> None:
    """Ends every log-in of the person: a session's hash follows the password."""
    require(permissions.can_set_password, by, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    audit.record("staff.password_set", user, by=by)


@transaction.atomic
def create_department(facts: Mapping[str, Any], *, by: Actor) -> Department:
    require(permissions.can_keep_master_data, by)
    department = Department.objects.create(**facts)
    _record("staff.department_created", department, {}, facts, by=by)
    return department


@transaction.atomic
def change_department(department: Department, facts: Mapping[str, Any], *, by: Actor) -> Department:
    require(permissions.can_keep_master_data, by)
    changed, before = _locked_with(department, facts)
    return _saved("staff.department_changed", changed, before, facts, by=by)


@transaction.atomic
def set_successors(department: Department, successors: Iterable[Department], *, by: Actor) -> None:
    """引きつぐ部課: who answers for the accounts and papers of a section that ends."""
    require(permissions.can_keep_master_data, by)
    Department.objects.select_for_update().get(pk=department.pk)
    before, after = set(department.successors.all()), set(successors)
    if before == after:
        return
    department.successors.set(after)
    pair = tuple("、".join(sorted(map(str, found))) for found in (before, after))
    audit.record("staff.department_changed", department, by=by, changes={"引きつぐ部課": pair})


@transaction.atomic
def appoint(
    user: User,
    post: Post,
    department: Department | None = None,
    *,
    title: str = "",
    starts_on: date,
    ends_on: date | None = None,
    by: Actor,
) -> Appointment:
    """Takes effect by itself on `starts_on`, which may lie ahead (1 April)."""
    require(permissions.can_appoint, by, user)
    facts = {
        "user": user,
        "post": post,
        "department": department,
        "title": title,
        "starts_on": starts_on,
        "ends_on": ends_on,
    }
    appointment = Appointment(**facts)
    _check(appointment)
    appointment.save(force_insert=True)
    _record("staff.appointed", appointment, {}, facts, by=by, mentions=[user])
    return appointment


@transaction.atomic
def change_appointment(
    appointment: Appointment, facts: Mapping[str, Any], *, by: Actor
) -> Appointment:
    require(permissions.can_appoint, by, appointment.user)
    changed, before = _locked_with(appointment, facts)
    first_day = before.get("starts_on", changed.starts_on)
    _refuse_rewriting(before, facts, has_begun=first_day <= by.today)
    _check(changed)
    return _saved(
        "staff.appointment_changed", changed, before, facts, by=by, mentions=[changed.user]
    )


def end_appointment(appointment: Appointment, ends_on: date, *, by: Actor) -> Appointment:
    """`ends_on` is the last day in the post."""
    return change_appointment(appointment, {"ends_on": ends_on}, by=by)


def _refuse_rewriting(
    before: Mapping[str, Any], facts: Mapping[str, Any], *, has_begun: bool
) -> None:
    differing = audit.changed(before, facts).keys()
    fixed = IDENTITY if has_begun else {"user"}
    if differing & fixed:
        raise ValidationError(
            "はじまった任命の職員・職・部課・はじまる日は変えられません。"
            "最後の日を入れて終わらせ、新しく任命してください。"
        )


def _check(appointment: Appointment) -> None:
    """One person holds one post in one section once at a time; 兼務 is another post or section."""
    appointment.full_clean()
    list(User.objects.select_for_update().filter(pk=appointment.user_id))
    same = Appointment.objects.exclude(pk=appointment.pk).filter(
        user=appointment.user, post=appointment.post, department=appointment.department
    )
    if same.overlapping(appointment.starts_on, appointment.ends_on).exists():
        raise ValidationError("同じ職に、期間の重なる任命がすでにあります。")


def _locked_with(row: Row, facts: Mapping[str, Any]) -> tuple[Row, dict[str, Any]]:
    """The locked row carrying the new values, and the old ones."""
    locked = type(row)._default_manager.select_for_update().get(pk=row.pk)
    before = {name: getattr(locked, name) for name in facts}
    for name, value in facts.items():
        setattr(locked, name, value)
    return locked, before


def _saved(
    action: str,
    row: Row,
    before: Mapping[str, Any],
    facts: Mapping[str, Any],
    *,
    by: Actor,
    mentions: Iterable[models.Model] = (),
) -> Row:
    """Without a difference nothing is written or recorded."""
    if audit.changed(before, facts):
        row.save(update_fields=list(facts))
        _record(action, row, before, facts, by=by, mentions=mentions)
    return row


def _record(
    action: str,
    row: models.Model,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    by: Actor,
    mentions: Iterable[models.Model] = (),
) -> None:
    """old → new under the names people read."""
    names = {name: str(row._meta.get_field(name).verbose_name) for name in after}
    old = {names[name]: _shown(row, name, value) for name, value in before.items()}
    new = {names[name]: _shown(row, name, value) for name, value in after.items()}
    changes = {name: pair for name, pair in audit.changed(old, new).items() if pair != (None, "")}
    audit.record(action, row, by=by, changes=changes, mentions=mentions)


def _shown(row: models.Model, name: str, value: Any) -> Any:
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    choices = dict(row._meta.get_field(name).flatchoices)
    return str(choices.get(value, value)) if choices else value
