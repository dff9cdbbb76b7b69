"""What transfers mean for the city: sections without a head, accounts without a manager, seats."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import OfficialAccount, Operator
from accounts.status import AccountStatus
from komae_sns.documents import wareki
from komae_sns.home.intake.kinds import Kind
from komae_sns.intake import Plan, Verdict
from komae_sns.staff.intake.transfers import Change
from komae_sns.staff.models import Appointment
from komae_sns.staff.posts import COMMITTEE, Post


@dataclass(frozen=True)
class Consequence:
    """`is_gap`: somebody has to see to it before the day."""

    title: str
    items: tuple[str, ...]
    is_gap: bool = True


def consequences(kind: Kind, plan: Plan, today: date) -> list[Consequence]:
    if kind.code != "transfers":
        return []
    by_day: dict[date, list[Change]] = defaultdict(list)
    for row in plan.of(Verdict.NEW, Verdict.CHANGED):
        by_day[row.facts.day].append(row.facts)
    return [c for day, changes in sorted(by_day.items()) for c in _of_day(day, changes) if c.items]


def _of_day(day: date, changes: Sequence[Change]) -> Iterable[Consequence]:
    ended = {old.pk: old for change in changes for old in change.ends}
    begun = [change.begins for change in changes if change.begins is not None]
    heads = _heads_on(day, ended, begun)
    yield Consequence(f"{wareki.long(day)}から、所属長のいなくなる課", _headless(ended, heads))
    gone, kept = _accounts(ended, heads)
    yield Consequence("管理者がいなくなるアカウント", gone)
    yield Consequence("管理者が、後任の所属長に替わるアカウント", kept, is_gap=False)
    yield Consequence("異動のあとも、アカウントの担当者のままの人", _operators(day, changes))
    yield Consequence("空く席（委員会・統括責任者など）", _seats(ended, begun))


def _heads_on(
    day: date, ended: dict[int, Appointment], begun: Iterable[Appointment]
) -> dict[int, str]:
    held = Appointment.objects.on(day).holding(Post.HEAD).exclude(pk__in=ended).with_people()
    found = {head.department_id: head.user.name for head in held}
    for appointment in begun:
        if appointment.post == Post.HEAD:
            found[appointment.department_id] = appointment.user.name
    return found


def _headless(ended: dict[int, Appointment], heads: dict[int, str]) -> tuple[str, ...]:
    return tuple(
        f"{old.department.name}（いまは{old.user.name}）"
        for old in ended.values()
        if old.post == Post.HEAD and old.department_id not in heads
    )


def _accounts(
    ended: dict[int, Appointment], heads: dict[int, str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    accounts = (
        OfficialAccount.objects.filter(manager__in=ended)
        .exclude(status=AccountStatus.SERVICE_ENDED)
        .select_related("service", "department", "manager__user")
        .order_by("pk")
    )
    gone, kept = [], []
    for account in accounts:
        heir = heads.get(account.department_id)
        if heir is None:
            gone.append(f"{account}（いまは{account.manager.user.name}）")
        else:
            kept.append(f"{account}：{account.manager.user.name} → {heir}")
    return tuple(gone), tuple(kept)


def _operators(day: date, changes: Sequence[Change]) -> tuple[str, ...]:
    """Somebody has to end their time as 担当者: it does not follow the post."""
    to = {c.user.pk: c.begins.department_id if c.begins else None for c in changes if c.ends}
    held = Operator.objects.on(day).filter(user__in=to).select_related("user", "account__service")
    return tuple(
        f"{operator.account}：{operator.user.name}"
        for operator in held.order_by("account", "pk")
        if operator.account.department_id != to[operator.user_id]
    )


def _seats(ended: dict[int, Appointment], begun: Sequence[Appointment]) -> tuple[str, ...]:
    watched = {*COMMITTEE, Post.CISO, Post.SECRETARIAT, Post.AUDITOR}
    taken = [appointment.post for appointment in begun]
    seats = []
    for old in ended.values():
        if Post(old.post) not in watched:
            continue
        if old.post in taken:
            taken.remove(old.post)
        else:
            seats.append(f"{old.office}（いまは{old.user.name}）")
    return tuple(seats)
