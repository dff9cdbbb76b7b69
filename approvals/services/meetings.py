"""A meeting from its planning to its closing (4(2)ウ)."""

from collections.abc import Collection
from datetime import date, datetime, time

from django.db import IntegrityError, transaction
from django.db.models import Max

from approvals import committee
from approvals.models import Attendance, Meeting
from approvals.models.committee_rule import rule_on
from approvals.permissions import committee as may
from approvals.services.agenda import leave_agenda, set_aside_what_waits
from approvals.services.refusals import Refused
from approvals.status import ItemStatus, MeetingStatus
from komae_sns.audit import services as audit
from komae_sns.documents import wareki
from komae_sns.documents.fiscal_year import fiscal_year
from komae_sns.notices.kinds import Kind
from komae_sns.notices.services import enqueue
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Appointment
from komae_sns.staff.permissions import require
from komae_sns.text import is_blank

__all__ = ["cancel", "close", "leave_agenda", "open_meeting", "plan", "replan"]

CLAUSE = "4(2)ウ"
ATTEMPTS = 20


@transaction.atomic
def plan(*, held_on: date, starts_at: time | None, place: str, by: Actor) -> Meeting:
    """The next number of its 年度, under the rule in force on that day."""
    require(may.can_prepare, by)
    _refuse_past(held_on, by)
    meeting = numbered(held_on, starts_at=starts_at, place=place, planned_by=by.user)
    audit.record(
        "approvals.plan_meeting",
        meeting,
        by=by,
        clause=CLAUSE,
        changes={"開催日": (None, held_on), "場所": (None, place)},
    )
    return meeting


def numbered(held_on: date, **facts: object) -> Meeting:
    """Two planners who take the same number meet at the unique key; one takes the next."""
    year = fiscal_year(held_on)
    for _ in range(ATTEMPTS):
        last = Meeting.objects.of_year(year).aggregate(last=Max("number"))["last"] or 0
        try:
            with transaction.atomic():
                return Meeting.objects.create(
                    fiscal_year=year,
                    number=last + 1,
                    held_on=held_on,
                    status=MeetingStatus.PLANNED,
                    rule=rule_on(held_on).to_json(),
                    **facts,
                )
        except IntegrityError:
            continue
    raise Refused("会議の番号がとれませんでした。もう一度ボタンを押してください。")


@transaction.atomic
def replan(
    meeting: Meeting,
    *,
    held_on: date,
    starts_at: time | None,
    place: str,
    by: Actor,
) -> None:
    """Another day within the same 年度, to which the number belongs."""
    meeting = locked(meeting)
    require(may.can_prepare, by)
    _refuse_begun(meeting)
    _refuse_circulation(meeting)
    _refuse_past(held_on, by)
    if fiscal_year(held_on) != meeting.fiscal_year:
        raise Refused("年度をまたぐ日には変えられません。取りやめて、新しい会議を作ってください。")
    before = _facts(meeting)
    meeting.held_on, meeting.starts_at, meeting.place = held_on, starts_at, place
    meeting.rule = rule_on(held_on).to_json()
    meeting.save(update_fields=["held_on", "starts_at", "place", "rule"])
    changes = audit.changed(before, _facts(meeting))
    audit.record("approvals.replan_meeting", meeting, by=by, clause=CLAUSE, changes=changes)


def _facts(meeting: Meeting) -> dict[str, object]:
    return {
        "開催日": meeting.held_on,
        "開会時刻": meeting.starts_at,
        "場所": meeting.place,
        "適用する定め": meeting.applied_rule.summary,
    }


@transaction.atomic
def cancel(meeting: Meeting, *, reason: str, by: Actor, now: datetime) -> None:
    """取りやめ: its agenda goes back to the applications that wait for a meeting."""
    meeting = locked(meeting)
    require(may.can_prepare, by)
    _refuse_begun(meeting)
    if is_blank(reason):
        raise Refused("取りやめる理由を書いてください。")
    set_aside_what_waits(
        meeting, ItemStatus.REMOVED, because="会議が取りやめになったため", by=by, now=now
    )
    meeting.move_to(MeetingStatus.CANCELLED)
    audit.record("approvals.cancel_meeting", meeting, by=by, clause=CLAUSE, note=reason)


@transaction.atomic
def open_meeting(meeting: Meeting, *, present: Collection[int], by: Actor, now: datetime) -> None:
    """開会: the roll of the day is called, the rule of the day frozen. `present`: user ids."""
    meeting = locked(meeting)
    require(may.can_run, by)
    _refuse_begun(meeting)
    _refuse_circulation(meeting)
    _refuse_other_day(meeting, by)
    roll = _call(meeting, present, now)
    meeting.move_to(MeetingStatus.OPEN, opened_at=now, rule=rule_on(meeting.held_on).to_json())
    audit.record(
        "approvals.open_meeting",
        meeting,
        by=by,
        clause=CLAUSE,
        changes={"出席": (None, _names(roll, True)), "欠席": (None, _names(roll, False))},
    )
    enqueue(Kind.MEETING_OPENED, [a.member for a in roll], about=meeting)


def _call(meeting: Meeting, present: Collection[int], now: datetime) -> list[Attendance]:
    members = committee.members_on(meeting.held_on)
    if not members:
        raise Refused("委員が任命されていません。先に任命を登録してください。")
    if unknown := set(present) - {member.user_id for member in members}:
        raise Refused(f"出席とされた{len(unknown)}名は、この日の委員ではありません。")
    if not present:
        raise Refused("出席した委員がいません。いま会場にいる委員に印をつけてください。")
    return Attendance.objects.bulk_create(
        _attendance(meeting, member, member.user_id in present, now) for member in members
    )


def _attendance(meeting: Meeting, member: Appointment, present: bool, now: datetime) -> Attendance:
    return Attendance(
        meeting=meeting,
        member=member.user,
        appointment=member,
        present=present,
        arrived_at=now if present else None,
    )


def _names(roll: list[Attendance], present: bool) -> list[str]:
    return [str(a) for a in roll if a.present == present]


@transaction.atomic
def close(meeting: Meeting, *, by: Actor, now: datetime) -> None:
    """閉会: nothing may stand in the middle of a vote; what was not reached is carried over."""
    meeting = locked(meeting)
    require(may.can_run, by)
    halfway = meeting.items.in_vote().select_related("application").first()
    if halfway:
        raise Refused(f"{halfway} の採決が終わっていません。決定してから閉会してください。")
    set_aside_what_waits(
        meeting, ItemStatus.CARRIED_OVER, because="閉会までに審議しなかったため", by=by, now=now
    )
    meeting.move_to(MeetingStatus.CLOSED, closed_at=now)
    step = "end_circulation" if meeting.is_circulation else "close_meeting"
    audit.record(f"approvals.{step}", meeting, by=by, clause=CLAUSE)


def locked(meeting: Meeting) -> Meeting:
    """Taken before any application or item."""
    return Meeting.objects.select_for_update().get(pk=meeting.pk)


def _refuse_begun(meeting: Meeting) -> None:
    if not meeting.is_planned:
        raise Refused(f"この会議は「{meeting.get_status_display()}」です。")


def _refuse_circulation(meeting: Meeting) -> None:
    if meeting.is_circulation:
        raise Refused("持ち回りは、会議として開きません。委員に回付してください。")


def _refuse_past(held_on: date, by: Actor) -> None:
    if held_on < by.today:
        raise Refused("開催日は、今日か今日より後の日にしてください。")


def _refuse_other_day(meeting: Meeting, by: Actor) -> None:
    if meeting.held_on != by.today:
        day = wareki.long(meeting.held_on)
        raise Refused(f"開会できるのは開催日（{day}）だけです。日が変わったときは直してください。")
