"""Rows for tests, each with the least it needs. TODAY is the day the tests live on."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import (
    Decision,
    OfficialAccount,
    Pause,
    SectionMove,
    Service,
    StatusCheck,
    Suspension,
    SuspensionNotice,
)
from accounts.status import AccountStatus, SuspensionStatus
from komae_sns import city
from komae_sns.staff.actors import Actor, actor_of
from komae_sns.staff.models import Appointment, Department, User
from komae_sns.staff.posts import IN_A_DEPARTMENT, Post

TODAY = date(2026, 11, 22)  # 令和8年11月22日
NOW = datetime(2026, 11, 22, 10, tzinfo=ZoneInfo("Asia/Tokyo"))
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
        make_way(made, move)
        made.move_to(move)
    return made


def make_way(account: OfficialAccount, move: AccountStatus) -> None:
    """The rows without which the database refuses the move."""
    old = AccountStatus(account.status)
    if move == _S.SERVICE_ENDED:
        service_ended(account)
    if old == _S.PAUSED:
        end_pause(account)
    if move == _S.PAUSED:
        pause(account)
    elif move == _S.STOPPING:
        suspension(account)
    elif old == _S.STOPPING:
        end = {_S.RUNNING: cancelled, _S.SUSPENDED: done}[move]
        end(account.suspensions.get())


def service_ended(account: OfficialAccount) -> StatusCheck:
    return ended(StatusCheck.objects.create(account=account, number=1, due_on=TODAY))


def ended(check: StatusCheck) -> StatusCheck:
    """Found in the last round, and confirmed by somebody."""
    found = {"status": "DONE", "result": "SERVICE_ENDED", "note": "終了", "done_on": TODAY}
    decided = {"service_has_ended": True, "end_decided_at": NOW, "end_decided_by": person()}
    facts = found | decided | {"done_at": NOW, "done_by": person()}
    StatusCheck.objects.filter(pk=check.pk).update(**facts)
    return check


def pause(account: OfficialAccount, **facts: Any) -> Pause:
    defaults = {
        "since": TODAY,
        "reason": "媒体の障害",
        "published_reason": "媒体の障害のため、発信を休んでいます。",
        "page_url": "https://www.city.komae.tokyo.jp/osirase.html",
        "published_on": TODAY,
        "paused_by": account.manager.user,
        "paused_at": NOW,
    }
    return Pause.objects.create(account=account, **(defaults | facts))


def end_pause(account: OfficialAccount) -> None:
    by = {"ended_by": account.manager.user, "ended_at": NOW}
    account.pauses.lasting().update(ended_as=Pause.End.RESUMED, ended_on=TODAY, **by)


def suspension(account: OfficialAccount, **facts: Any) -> Suspension:
    """Just begun; the account moves by itself."""
    defaults = {
        "status": SuspensionStatus.ASSESSING,
        "origin": Suspension.Origin.HEAD,
        "reason": "発信が少なくなったため",
        "begun_by": account.manager.user if account.manager else person(),
        "begun_at": NOW,
    }
    return Suspension.objects.create(account=account, **(defaults | facts))


def planned(suspension: Suspension, **facts: Any) -> Suspension:
    """With its plan confirmed by somebody."""
    if "successor" not in facts:
        section = suspension.account.department
        facts["successor"] = account("狛江市広報", department=section, is_city_pr=True)
    defaults = {
        "followers": 1200,
        "followers_on": TODAY,
        "lost_information": "防災の情報",
        "level": Suspension.Level.MEDIUM,
        "level_reason": "登録者は多くない",
        "required_days": 60,
        "notice_days": 60,
        "stop_on": TODAY + timedelta(60),
        "submitted_by": suspension.begun_by,
        "submitted_at": NOW,
        "confirmed_by": person("事務局花子"),
        "confirmed_at": NOW,
    }
    suspension.move_to(SuspensionStatus.NOTIFYING, **(defaults | facts))
    return suspension


def notified(suspension: Suspension, **facts: Any) -> Suspension:
    """Told for as long as was planned: it may be stopped on TODAY."""
    first = TODAY - timedelta(60)
    planned(suspension, stop_on=TODAY, **facts)
    for kind in ("ACCOUNT", "GUIDANCE"):
        notice(suspension, kind=kind, posted_on=first)
    days = {"announced_on": first, "may_stop_from": TODAY, "guided_on": first}
    Suspension.objects.filter(pk=suspension.pk).update(**days)
    return suspension


def done(suspension: Suspension, **facts: Any) -> Suspension:
    notified(suspension, **facts)
    stop = {"stopped_on": TODAY, "stopped_by": suspension.begun_by, "stopped_at": NOW}
    suspension.move_to(SuspensionStatus.DONE, **stop)
    return suspension


def notice(suspension: Suspension, **facts: Any) -> SuspensionNotice:
    """The days of the suspension move by themselves."""
    defaults = {
        "kind": SuspensionNotice.Kind.ACCOUNT,
        "posted_on": TODAY,
        "url": "https://x.com/komae/status/1",
        "text": "このアカウントは停止します。",
        "recorded_by": suspension.begun_by,
        "recorded_at": NOW,
    }
    return SuspensionNotice.objects.create(suspension=suspension, **(defaults | facts))


def moved(account: OfficialAccount, to: Department, on: date = TODAY) -> None:
    SectionMove.objects.create(account=account, old=account.department, new=to, moved_on=on)
    OfficialAccount.objects.filter(pk=account.pk).update(department=to)


def cancelled(suspension: Suspension) -> Suspension:
    by = {"cancelled_by": suspension.begun_by, "cancelled_at": NOW}
    suspension.move_to(SuspensionStatus.CANCELLED, cancelled_because="続けることにした", **by)
    return suspension


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
