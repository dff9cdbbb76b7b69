"""Rows for tests, each with the least it needs. TODAY is the day the tests live on."""

from datetime import date
from itertools import count
from typing import Any

from accounts.models import Decision, OfficialAccount, Service
from accounts.status import AccountStatus
from komae_sns import city
from komae_sns.staff.actors import Actor, actor_of
from komae_sns.staff.models import Appointment, Department, User
from komae_sns.staff.posts import IN_A_DEPARTMENT, Post

TODAY = date(2026, 11, 22)  # 令和8年11月22日
LONG_AGO = date(2020, 4, 1)
_number = count(1)


def division(name: str = "企画財政部", **facts: Any) -> Department:
    return department(name, kind=Department.Kind.DIVISION, **facts)


def department(
    name: str = "秘書広報室",
    *,
    kind: str = Department.Kind.SECTION,
    parent: Department | None = None,
    **facts: Any,
) -> Department:
    defaults = {"code": f"D{next(_number)}", "kana": name, "starts_on": LONG_AGO}
    return Department.objects.create(name=name, kind=kind, parent=parent, **(defaults | facts))


def person(name: str = "山田太郎", *, password: str | None = None, **facts: Any) -> User:
    """Without a password nobody logs in by typing; tests use client.force_login."""
    defaults = {"username": f"user{next(_number)}", "kana": name}
    return User.objects.create_user(password=password, name=name, **(defaults | facts))


def appoint(
    user: User,
    post: Post,
    department: Department | None = None,
    *,
    starts_on: date = LONG_AGO,
    ends_on: date | None = None,
    title: str = "",
) -> Appointment:
    return Appointment.objects.create(
        user=user,
        post=post,
        department=department,
        starts_on=starts_on,
        ends_on=ends_on,
        title=title,
    )


def actor(post: Post, section: Department | None = None, name: str = "山田太郎") -> Actor:
    """A new person in one post, as they act on TODAY."""
    if section is None and post in IN_A_DEPARTMENT:
        section = department()
    user = person(name)
    appoint(user, post, section)
    return actor_of(user, TODAY)


def service(code: str = "x") -> Service:
    """A row of the city's services.toml."""
    rules = next(row for row in city.data("services.toml")["service"] if row["code"] == code)
    facts = {"name": rules["name"], "sort": rules["sort"], "rules": rules}
    return Service.objects.get_or_create(code=code, defaults=facts)[0]


def decision(outcome: str = Decision.Outcome.APPROVED, **facts: Any) -> Decision:
    defaults = {
        "decided_on": TODAY,
        "basis": "令和8年度第1回委員会",
        "grants": outcome != "REJECTED",
    }
    return Decision.objects.create(outcome=outcome, **(defaults | facts))


def account(
    name: str = "狛江市",
    *,
    status: AccountStatus = AccountStatus.RUNNING,
    department: Department | None = None,
    **facts: Any,
) -> OfficialAccount:
    """On X; but for PREPARING with address, manager and day of opening."""
    section = department or _section()
    facts.setdefault("handle", f"komae_{next(_number)}")
    if status != AccountStatus.PREPARING:
        facts = _open_facts(section, facts["handle"]) | facts
    born, *moves = _LIVED[status]
    made = OfficialAccount.objects.create(
        name=name,
        status=born,
        department=section,
        service=facts.pop("service", None) or service(),
        decision=facts.pop("decision", None) or decision(),
        **({"purpose": "市政情報の発信"} | facts),
    )
    for move in moves:
        made.move_to(move)
    return made


_S = AccountStatus
_LIVED = {
    _S.PREPARING: [_S.PREPARING],
    _S.RUNNING: [_S.RUNNING],
    _S.PAUSED: [_S.RUNNING, _S.PAUSED],
    _S.STOPPING: [_S.RUNNING, _S.STOPPING],
    _S.SUSPENDED: [_S.SUSPENDED],
    _S.ABANDONED: [_S.PREPARING, _S.ABANDONED],
    _S.SERVICE_ENDED: [_S.SUSPENDED, _S.SERVICE_ENDED],
}


def _section() -> Department:
    return Department.objects.filter(kind=Department.Kind.SECTION).first() or department()


def _open_facts(section: Department, handle: str) -> dict[str, Any]:
    head = Appointment.objects.filter(department=section, post=Post.HEAD).first()
    return {
        "url": f"https://x.com/{handle}",
        "manager": head or appoint(person(), Post.HEAD, section),
        "opened_on": LONG_AGO,
    }
