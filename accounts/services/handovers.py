"""引継ぎ (4(3)カ, 見本第4条): opened when a leaving is known, handed over, received by another."""

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import actions, handover_items, permissions
from accounts.duties import handover_ahead
from accounts.leaving import Leaving, leaving
from accounts.models import Handover, HandoverTick, OfficialAccount, Operator
from accounts.services import access
from accounts.services.handover_state import record_of, standing_of
from accounts.services.locking import locked
from accounts.status import HandoverStatus
from komae_sns.audit import services as audit
from komae_sns.documents import wareki
from komae_sns.notices.kinds import Kind
from komae_sns.notices.services import enqueue
from komae_sns.staff import people
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Appointment, User
from komae_sns.staff.permissions import require
from komae_sns.text import is_blank

CLAUSE = "4(3)カ"
LONGEST = timedelta(days=366)  # a year typed wrongly would let the leaver in for longer


def open_for_leaving(today: date, now: datetime) -> int:
    """For everybody who leaves soon; what was opened follows a changed last day. Safe twice."""
    follow_last_days(today)
    known = list(leaving(today, today + handover_ahead()))
    return sum(_open(row, now) for row in known)


@transaction.atomic
def _open(row: Leaving, now: datetime) -> bool:
    account = locked(OfficialAccount(pk=row.account_id))
    same = account.handovers.not_cancelled().filter(**row.duty)
    if same.exists() or account.handovers.outstanding().filter(leaver=row.user_id).exists():
        return False
    _opened(account, row, None, now)
    return True


def _opened(account: OfficialAccount, row: Leaving, by: Actor | None, now: datetime) -> Handover:
    handover = Handover.objects.create(
        account=account,
        leaver_id=row.user_id,
        last_day=row.last_day,
        opened_at=now,
        opened_by=by.user if by else None,
        **row.duty,
    )
    changes = {handover.duty: (handover.leaver.name, None), "最後の日": (None, row.last_day)}
    audit.record(actions.OPEN_HANDOVER, account, by=by, clause=CLAUSE, changes=changes)
    today = by.today if by else handover.opened_on
    told = {handover.leaver, *people.heads_of(account.department, today)}
    enqueue(Kind.HANDOVER_OPENED, told, about=handover)
    return handover


@transaction.atomic
def open_by_hand(
    account: OfficialAccount,
    duty: Appointment | Operator,
    *,
    last_day: date,
    by: Actor,
    now: datetime,
) -> Handover:
    """Where nobody entered the leaving among the posts: an absence, a new share-out."""
    account = locked(account)
    require(permissions.can_name_operators, by, account)
    if account.has_ended:
        raise ValidationError("終わったアカウントに、引継ぎはありません。")
    if account.handovers.outstanding().filter(leaver=duty.user).exists():
        raise ValidationError({"duty": f"{duty.user.name}さんの引継ぎは、もうはじまっています。"})
    first = max(duty.starts_on, by.today - LONGEST)
    if not first <= last_day <= by.today + LONGEST:
        until = wareki.long(by.today + LONGEST)
        sentence = f"{wareki.long(first)}から{until}までの日にしてください。"
        raise ValidationError({"last_day": sentence})
    name = "operator_id" if isinstance(duty, Operator) else "appointment_id"
    row = Leaving(account.pk, duty.user_id, last_day, {name: duty.pk})
    return _opened(account, row, by, now)


def follow_last_days(today: date) -> None:
    """A leaving put off moves the last day; one called off ends the handover."""
    for handover in Handover.objects.outstanding().filter(opened_by=None).with_names():
        duty = handover.appointment or handover.operator
        if handover.operator and duty.ends_on is None:
            continue  # opened for the end of a post: kept until somebody calls it off
        if duty.ends_on != handover.last_day and handover.last_day >= today:
            _follow(handover, duty.ends_on, today)


@transaction.atomic
def _follow(handover: Handover, last_day: date | None, today: date) -> None:
    account = locked(handover.account)
    handover = _held(handover)
    if not handover.is_outstanding:
        return
    changes = {"最後の日": (handover.last_day, last_day or "なくなった")}
    if last_day is None or last_day > today + handover_ahead():
        because = "最後の日が、なくなったか先になったため"
        handover.move_to(HandoverStatus.CANCELLED, ended_because=because)
        audit.record(actions.CANCEL_HANDOVER, account, by=None, clause=CLAUSE, changes=changes)
        return
    handover.last_day = last_day
    handover.save(update_fields=["last_day"])
    audit.record(actions.MOVE_HANDOVER, account, by=None, clause=CLAUSE, changes=changes)


@transaction.atomic
def tick(handover: Handover, key: str, *, note: str = "", by: Actor, now: datetime) -> None:
    """Ticked twice, nothing happens."""
    handover, item = _to_tick(handover, key, by)
    _, is_new = HandoverTick.objects.get_or_create(
        handover=handover,
        item=key,
        withdrawn_at=None,
        defaults={"done_by": by.user, "done_at": now, "note": note},
    )
    if is_new:
        _record(actions.TICK_HANDOVER, handover, by, {"項目": (None, item.text)}, note)


@transaction.atomic
def withdraw_tick(handover: Handover, key: str, *, by: Actor, now: datetime) -> None:
    handover, item = _to_tick(handover, key, by)
    standing = handover.ticks.filter(item=key, withdrawn_at=None)
    if standing.update(withdrawn_at=now, withdrawn_by=by.user):
        _record(actions.WITHDRAW_HANDOVER_TICK, handover, by, {"項目": (item.text, None)})


def _to_tick(handover: Handover, key: str, by: Actor) -> tuple[Handover, handover_items.Item]:
    locked(handover.account)
    handover = _held(handover)
    item = handover_items.ticked_by_hand(key)
    if item is None:
        raise ValidationError("この確認の項目はありません。")
    require(permissions.can_work_on_handover, by, handover)
    if item.who == handover_items.RECEIVER and by.user.pk == handover.leaver_id:
        raise ValidationError("この項目は、残る人が確かめます。")
    if not handover.is_open and not (handover.is_handed and item.who == handover_items.RECEIVER):
        raise ValidationError("引き渡したあとは、変えられません。")
    return handover, item


@transaction.atomic
def hand_over(
    handover: Handover, *, matters: str, successor: User, by: Actor, now: datetime
) -> None:
    """引き渡す: what the leaver has to see to is done, said in words, and somebody takes over."""
    locked(handover.account)
    handover = _held(handover)
    require(permissions.can_work_on_handover, by, handover)
    handover.require_move(HandoverStatus.HANDED)
    wrong: dict[str, str] = {}
    if is_blank(matters):
        wrong["matters"] = "つづいていることを書いてください。なければ「なし」と書きます。"
    if successor.pk == handover.leaver_id:
        wrong["successor"] = "離れる人とは、べつの人を選んでください。"
    if wrong:
        raise ValidationError(wrong)
    _refuse_gaps(handover, handover_items.LEAVER)
    handover.move_to(
        HandoverStatus.HANDED,
        matters=matters,
        successor=successor,
        handed_at=now,
        handed_by=by.user,
        ended_because="",
    )
    _record(actions.HAND_OVER, handover, by, {"引きつぐ人": (None, successor.name)})
    told = {successor, *people.heads_of(handover.account.department, by.today)}
    told -= {by.user, handover.leaver}
    enqueue(Kind.HANDOVER_HANDED, told, about=handover, occasion=now.isoformat())


@transaction.atomic
def give_back(handover: Handover, *, reason: str, by: Actor, now: datetime) -> None:
    """戻す: something is missing in what was handed over."""
    locked(handover.account)
    handover = _held(handover)
    require(permissions.can_receive_handover, by, handover)
    if is_blank(reason):
        raise ValidationError({"reason": "足りないことを書いてください。"})
    facts = {"handed_at": None, "handed_by": None, "ended_because": reason}
    handover.move_to(HandoverStatus.OPEN, **facts)
    _record(actions.GIVE_HANDOVER_BACK, handover, by, {}, reason)
    enqueue(Kind.HANDOVER_GIVEN_BACK, [handover.leaver], about=handover, occasion=now.isoformat())


@transaction.atomic
def receive(handover: Handover, *, by: Actor, now: datetime) -> None:
    """受け取る: frozen from here on; who left gets in no more, and posts no more."""
    locked(handover.account)
    handover = _held(handover)
    require(permissions.can_receive_handover, by, handover)
    handover.require_move(HandoverStatus.RECEIVED)
    _refuse_gaps(handover, handover_items.RECEIVER)
    record = record_of(handover, by.today)
    handover.move_to(HandoverStatus.RECEIVED, received_at=now, received_by=by.user, record=record)
    _let_out(handover, by, now)
    _record(actions.RECEIVE_HANDOVER, handover, by, {"離れた人": (handover.leaver.name, None)})
    enqueue(
        Kind.HANDOVER_RECEIVED, {handover.leaver, handover.successor} - {by.user}, about=handover
    )


def _let_out(handover: Handover, by: Actor, now: datetime) -> None:
    """Their periods end on their last day, or today where that lies ahead."""
    account, last_day = handover.account, handover.last_day
    for keeper in account.keepers.standing().filter(user=handover.leaver).select_related("user"):
        keeper.ends_on = max(keeper.starts_on, min(last_day, by.today))
        keeper.ended_by, keeper.ended_at = by.user, now
        keeper.save(update_fields=["ends_on", "ended_by", "ended_at"])
        access.record_end(keeper, account, by)
    posting = account.operators.not_over(last_day).filter(user=handover.leaver)
    for operator in posting.filter(starts_on__lte=last_day).exclude(ends_on=last_day):
        old, operator.ends_on = operator.ends_on, last_day
        operator.save(update_fields=["ends_on"])
        changes: dict[str, Any] = {"担当者の最後の日": (old, wareki.long(last_day))}
        audit.record(actions.END_OPERATOR, account, by=by, clause="4(1)", changes=changes)


@transaction.atomic
def cancel(handover: Handover, *, reason: str, by: Actor) -> None:
    """取りやめる: nobody leaves after all."""
    locked(handover.account)
    handover = _held(handover)
    require(permissions.can_name_operators, by, handover.account)
    if is_blank(reason):
        raise ValidationError({"reason": "取りやめるわけを書いてください。"})
    handover.move_to(HandoverStatus.CANCELLED, ended_because=reason)
    _record(actions.CANCEL_HANDOVER, handover, by, {}, reason)


def _refuse_gaps(handover: Handover, who: str) -> None:
    """`who` is through with their part; the receiver needs the leaver's part too."""
    parts = {who, handover_items.LEAVER}
    open_ones = [r for r in standing_of(handover) if r.item.who in parts and not r.is_done]
    if open_ones:
        raise ValidationError([f"まだです：{row.item.text}" for row in open_ones])


def _held(handover: Handover) -> Handover:
    return Handover.objects.with_names().select_for_update(of=("self",)).get(pk=handover.pk)


def _record(
    action: str, handover: Handover, by: Actor, changes: dict[str, Any], note: str = ""
) -> None:
    audit.record(
        action,
        handover.account,
        by=by,
        clause=CLAUSE,
        changes={"引継ぎ": (None, handover.leaver.name), **changes},
        note=note,
    )
