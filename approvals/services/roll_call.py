"""Who is in the room: late arrivals and early leavers (4(2)ウ)."""

from datetime import datetime

from django.db import transaction

from approvals.models import AgendaItem, Attendance, Meeting, Participant
from approvals.permissions import committee as may
from approvals.services import votes
from approvals.services.meetings import CLAUSE, locked
from approvals.services.refusals import Refused
from komae_sns.audit import services as audit
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require


@transaction.atomic
def arrive(attendance: Attendance, *, by: Actor, now: datetime) -> None:
    """遅参・再着席: counts for the items whose voting opens from now on."""
    attendance = _in_open_meeting(attendance, by)
    if attendance.present:
        raise Refused(f"{attendance} は、もう出席になっています。")
    before = attendance.label
    attendance.present, attendance.left_at = True, None
    attendance.arrived_at = attendance.arrived_at or now
    attendance.save(update_fields=["present", "left_at", "arrived_at"])
    _record("approvals.arrive", attendance, before, by)
    _tell_who_closes_now(attendance.meeting, by)


@transaction.atomic
def leave(attendance: Attendance, *, by: Actor, now: datetime) -> None:
    """退席: a vote already cast stands; a vote not cast is no longer waited for."""
    attendance = _in_open_meeting(attendance, by)
    if not attendance.present:
        raise Refused(f"{attendance} は、出席していません。")
    items = _items_in_vote(attendance)
    before = attendance.label
    attendance.present, attendance.left_at = False, now
    attendance.save(update_fields=["present", "left_at"])
    finished = [item for item in items if _give_up_seat(item, attendance, now)]
    _record("approvals.leave", attendance, before, by, finished)
    _tell_who_closes_now(attendance.meeting, by)


def _tell_who_closes_now(meeting: Meeting, by: Actor) -> None:
    """The chair may have passed to another; who was told before is not told again."""
    for item in AgendaItem.objects.voted().filter(meeting=meeting).with_names():
        votes.tell_who_closes(item, by.today)


def _in_open_meeting(attendance: Attendance, by: Actor) -> Attendance:
    meeting = locked(attendance.meeting)
    require(may.can_run, by)
    if meeting.is_circulation:
        raise Refused("持ち回りに、出欠はありません。")
    if not meeting.is_open:
        raise Refused("出欠を変えられるのは、開会中だけです。")
    rows = meeting.attendances.select_related("meeting", "member", "appointment__department")
    return rows.get(pk=attendance.pk)


def _items_in_vote(attendance: Attendance) -> list[AgendaItem]:
    voting = AgendaItem.objects.voting().filter(
        meeting=attendance.meeting, participants__member=attendance.member
    )
    rows = voting.select_related("meeting", "application__department", "round")
    return list(rows.order_by("pk").select_for_update(of=("self",)))


def _give_up_seat(item: AgendaItem, attendance: Attendance, now: datetime) -> bool:
    """True when theirs was the last vote waited for."""
    if item.votes.filter(member=attendance.member).exists():
        return False
    seats = item.participants.filter(member=attendance.member, left_at=None)
    seats.exclude(part=Participant.Part.PRESIDES).update(left_at=now)
    return votes.finish_if_complete(item, now)


def _record(
    action: str,
    attendance: Attendance,
    before: str,
    by: Actor,
    finished: list[AgendaItem] | None = None,
) -> None:
    audit.record(
        action,
        attendance,
        by=by,
        clause=CLAUSE,
        changes={"出欠": (before, attendance.label)},
        mentions=[attendance.meeting, *(finished or [])],
    )
