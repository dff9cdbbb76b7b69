"""Keeping people, sections and appointments: every step audited, nothing ever deleted."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from types import MappingProxyType
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from komae_sns.audit import services as audit
from komae_sns.staff import permissions
from komae_sns.staff.actors import Actor
from komae_sns.staff.hierarchy import refuse_wrong_place
from komae_sns.staff.models import Appointment, Department, User
from komae_sns.staff.permissions import require
from komae_sns.staff.posts import Post

Row = TypeVar("Row", bound=models.Model)
Changes = Mapping[str, tuple[Any, Any]]

# What an appointment is; from its first day on only its title and its last day may move.
IDENTITY = frozenset({"user", "post", "department", "starts_on"})


@transaction.atomic
def create_user(facts: Mapping[str, Any], *, password: str | None, by: Actor) -> User:
    """Without a password nobody logs in by typing."""
    require(permissions.can_keep_master_data, by)
    facts = _with_plain_username(facts)
    with _username_taken_is_told(facts):
        user = User.objects.create_user(password=password, **facts)
    _record("staff.user_created", user, {}, facts, by=by)
    return user


@transaction.atomic
def change_user(user: User, facts: Mapping[str, Any], *, by: Actor) -> User:
    require(permissions.can_keep_master_data, by)
    facts = _with_plain_username(facts)
    changed, before = _locked_with(user, facts)
    with _username_taken_is_told(facts):
        return _saved("staff.user_changed", changed, before, facts, by=by)


def _with_plain_username(facts: Mapping[str, Any]) -> dict[str, Any]:
    """As the log-in page reads it: full-width letters are the plain ones (NFKC)."""
    if "username" not in facts:
        return dict(facts)
    return {**facts, "username": User.normalize_username(facts["username"])}


@contextmanager
def _username_taken_is_told(facts: Mapping[str, Any]) -> Iterator[None]:
    """Of two people entered at once under one name, the second gets a sentence."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        if not User.objects.filter(username=facts.get("username")).exists():
            raise
        raise ValidationError({"username": "このログイン名は、もう使われています。"}) from None


@transaction.atomic
def set_password(user: User, password: str, *, by: Actor) -> None:
    """Ends every log-in of the person: a session's hash follows the password."""
    require(permissions.can_set_password, by, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    audit.record("staff.password_set", user, by=by)


@transaction.atomic
def create_department(
    facts: Mapping[str, Any], *, by: Actor | None, successors: Iterable[Department] = ()
) -> Department:
    """by=None is the command that brings tables in."""
    if by is not None:
        require(permissions.can_keep_master_data, by)
    others = locked_departments()
    department = Department(**facts)
    refuse_wrong_place(department, others)
    department.save(force_insert=True)
    heirs = _with_successors(department, successors)
    _record("staff.department_created", department, {}, facts, by=by, more=heirs)
    return department


@transaction.atomic
def change_department(
    department: Department,
    facts: Mapping[str, Any],
    *,
    by: Actor | None,
    successors: Iterable[Department] | None = None,
) -> Department:
    """`successors`: who answers for the accounts and papers of a section that ends.
    by=None is the command that brings tables in.
    """
    if by is not None:
        require(permissions.can_keep_master_data, by)
    others = locked_departments()
    changed, before = _locked_with(department, facts)
    refuse_wrong_place(changed, others)
    _refuse_gone_before_inheriting(changed)
    heirs = {} if successors is None else _with_successors(changed, successors)
    return _saved("staff.department_changed", changed, before, facts, by=by, more=heirs)


def locked_departments() -> list[Department]:
    """All of them: two moves at once could close a ring that neither makes alone."""
    return list(Department.objects.select_for_update().order_by("pk"))


def _refuse_gone_before_inheriting(department: Department) -> None:
    """Who takes over from another section is there on the day after its last one."""
    if department.ends_on is None:
        return
    left = department.predecessors.filter(ends_on__gte=department.ends_on).order_by("ends_on")
    if section := left.first():
        raise ValidationError(
            {
                "ends_on": f"「{department.name}」は、「{section.name}」を引きつぐことになって"
                "います。その前に終わらせることはできません。先に、その改正を取りやめてください。"
            }
        )


def _with_successors(
    department: Department, successors: Iterable[Department]
) -> dict[str, tuple[str, str]]:
    """引きつぐ部課 as asked for, and what changed."""
    before, after = set(department.successors.all()), set(successors)
    if department in after:
        raise ValidationError({"successors": "自分自身を、引きつぐ部課にはできません。"})
    if before == after:
        return {}
    department.successors.set(after)
    old, new = ("、".join(sorted(map(str, found))) for found in (before, after))
    return {"引きつぐ部課": (old, new)}


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
    by: Actor | None,
    mentions: Iterable[models.Model] = (),
    more: Changes = MappingProxyType({}),
) -> Row:
    """Without a difference nothing is written or recorded."""
    differs = audit.changed(before, facts)
    if differs:
        row.save(update_fields=list(facts))
    if differs or more:
        _record(action, row, before, facts, by=by, mentions=mentions, more=more)
    return row


def _record(
    action: str,
    row: models.Model,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    by: Actor | None,
    mentions: Iterable[models.Model] = (),
    more: Changes = MappingProxyType({}),
) -> None:
    """old → new under the names people read; `more` has them already."""
    names = {name: str(row._meta.get_field(name).verbose_name) for name in after}
    old = {names[name]: _shown(row, name, value) for name, value in before.items()}
    new = {names[name]: _shown(row, name, value) for name, value in after.items()}
    changes = {name: pair for name, pair in audit.changed(old, new).items() if pair != (None, "")}
    audit.record(action, row, by=by, changes={**changes, **more}, mentions=mentions)


def _shown(row: models.Model, name: str, value: Any) -> Any:
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    choices = dict(row._meta.get_field(name).flatchoices)
    return str(choices.get(value, value)) if choices else value
