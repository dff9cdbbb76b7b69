"""職員 from a table, recognised by log-in name."""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction

from komae_sns.audit import services as audit
from komae_sns.audit.services import Event
from komae_sns.intake import Plan, Planned, Row, Verdict
from komae_sns.staff import permissions
from komae_sns.staff.actors import Actor
from komae_sns.staff.intake.changing import check_columns, differing, shown
from komae_sns.staff.intake.taking import Overtaken, locked
from komae_sns.staff.models import User
from komae_sns.staff.permissions import require
from komae_sns.text import has_invisible

COLUMNS = ("username", "name", "kana", "email", "extension", "is_active")


def plan(rows: Sequence[Row]) -> Plan:
    known = {user.username: user for user in User.objects.all()}
    lines: dict[str, int] = {}
    return Plan(tuple(_planned(row, known, lines) for row in rows))


def _planned(row: Row, known: dict[str, User], lines: dict[str, int]) -> Planned:
    username = User.normalize_username(row.text("username"))
    user = known.get(username)
    facts = {name: row.get(name) for name in COLUMNS if row.get(name) is not None}
    facts["username"] = username
    what = f"{row.text('name') or (user.name if user else '')}（{username}）"
    if has_invisible(username) or " " in username:
        row.refuse("username", "ログイン名に、空白や目に見えない文字は使えません。")
    if username and lines.setdefault(username, row.line) != row.line:
        row.refuse("username", f"{lines[username]}行目と同じログイン名です。")
    if user is None and not row.text("kana"):
        row.refuse("kana", "新しい職員には、よみがなが必要です。")
    check_columns(row, User(**facts), set(facts) - {"username"} | {"username"})
    if row.is_wrong:
        return Planned.wrong(row, what)
    if user is None:
        return Planned(row.line, Verdict.NEW, what, shown(User(), {}, facts), facts=facts)
    changed = differing(user, facts)
    if not changed:
        return Planned(row.line, Verdict.SAME, what)
    before = {name: getattr(user, name) for name in changed}
    return Planned(
        row.line,
        Verdict.CHANGED,
        what,
        shown(user, before, changed),
        notes=_about(user, changed),
        facts=(user.pk, changed),
    )


def _about(user: User, changed: dict[str, Any]) -> tuple[str, ...]:
    return ("ログインできなくなります。",) if changed.get("is_active") is False else ()


@transaction.atomic
def take(plan: Plan, *, by: Actor | None) -> None:
    """Nobody new can log in before the secretariat sets a password."""
    if by is not None:
        require(permissions.can_keep_master_data, by)
    events = [*_added(plan), *_changed(plan)]
    audit.record_all(events, by=by)


def _added(plan: Plan) -> list[Event]:
    new = plan.of(Verdict.NEW)
    users = [User(**row.facts) for row in new]
    for user in users:
        user.set_unusable_password()
    try:
        with transaction.atomic():
            User.objects.bulk_create(users, batch_size=500)
    except IntegrityError as fault:
        names = [user.username for user in users]
        if User.objects.filter(username__in=names).exists():
            raise Overtaken from fault
        raise
    return [
        Event("staff.user_created", user, changes=row.changes)
        for user, row in zip(users, new, strict=True)
    ]


def _changed(plan: Plan) -> list[Event]:
    rows = plan.of(Verdict.CHANGED)
    users = locked(User, [row.facts[0] for row in rows])
    for row in rows:
        for name, value in row.facts[1].items():
            setattr(users[row.facts[0]], name, value)
    if users:
        User.objects.bulk_update(users.values(), COLUMNS[1:], batch_size=500)
    return [Event("staff.user_changed", users[row.facts[0]], changes=row.changes) for row in rows]
