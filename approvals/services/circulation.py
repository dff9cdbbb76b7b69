"""持ち回り: the papers go to every member in office, who answer by a deadline (4(2)ウ)."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from approvals import committee
from approvals.models import AgendaItem, Attendance, Meeting
from approvals.models.committee_rule import rule_on
from approvals.permissions import committee as may
from approvals.services import agenda, meetings, votes
from approvals.services.refusals import Refused
from approvals.status import ItemStatus, MeetingStatus
from komae_sns.audit import services as audit
from komae_sns.documents.fiscal_year import fiscal_year
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Appointment
from komae_sns.staff.permissions import require
from komae_sns.text import is_blank

CLAUSE = "4(2)ウ"


@transaction.atomic
def plan(*, reason: str, answers_until: datetime, by: Actor, now: datetime) -> Meeting:
    """Numbered with the meetings of its 年度; nobody is asked before it is sent."""
    require(may.can_prepare, by)
    _refuse_unfit(reason, answers_until, now)
    meeting = meetings.numbered(
        by.today,
        kind=Meeting.Kind.CIRCULATION,
        circulation_reason=reason,
        answers_until=answers_until,
        planned_by=by.user,
    )
    changes = {"持ち回りとする理由": (None, reason), "回答の締切": (None, meeting.deadline)}
    audit.record("approvals.plan_circulation", meeting, by=by, clause=CLAUSE, changes=changes)
    return meeting


@transaction.atomic
def replan(
    meeting: Meeting, *, reason: str, answers_until: datetime, by: Actor, now: datetime
) -> None:
    """Before it is sent; afterwards everybody has been told the deadline."""
    meeting = meetings.locked(meeting)
    require(may.can_prepare, by)
    _refuse_sent(meeting)
    _refuse_unfit(reason, answers_until, now)
    before = _facts(meeting)
    meeting.circulation_reason, meeting.answers_until = reason, answers_until
    meeting.save(update_fields=["circulation_reason", "answers_until"])
    changes = audit.changed(before, _facts(meeting))
    audit.record("approvals.replan_circulation", meeting, by=by, clause=CLAUSE, changes=changes)


def _facts(meeting: Meeting) -> dict[str, object]:
    return {
        "持ち回りとする理由": meeting.circulation_reason,
        "回答の締切": meeting.deadline,
    }


def _refuse_unfit(reason: str, answers_until: datetime, now: datetime) -> None:
    if is_blank(reason):
        raise Refused("会議を開かず、持ち回りとする理由を書いてください。")
    if answers_until <= now:
        raise Refused("回答の締切は、いまより後にしてください。")


def _refuse_sent(meeting: Meeting) -> None:
    if not meeting.is_circulation:
        raise Refused("この会議は、持ち回りではありません。")
    if not meeting.is_planned:
        raise Refused(f"この持ち回りは「{meeting.get_status_display()}」です。")


@transaction.atomic
def send(meeting: Meeting, *, by: Actor, now: datetime) -> None:
    """委員に回付する: no roll call; every member in office is asked about every item at once."""
    meeting = meetings.locked(meeting)
    require(may.can_run, by)
    _refuse_sent(meeting)
    _refuse_unfit(meeting.circulation_reason, meeting.answers_until, now)
    _refuse_other_year(meeting, by)
    items = _locked_items(meeting)
    if not items:
        raise Refused("議題がありません。回付する前に、議題を加えてください。")
    roll = _everybody(meeting, by, now)
    rule = rule_on(by.today).to_json()
    meeting.move_to(MeetingStatus.OPEN, opened_at=now, held_on=by.today, rule=rule)
    for item in items:
        item.meeting = meeting
        votes.begin(item, by=by, now=now)
    audit.record(
        "approvals.send_circulation",
        meeting,
        by=by,
        clause=CLAUSE,
        changes={
            "回付した委員": (None, [str(a) for a in roll]),
            "回答の締切": (None, meeting.deadline),
        },
    )


def _refuse_other_year(meeting: Meeting, by: Actor) -> None:
    if fiscal_year(by.today) != meeting.fiscal_year:
        raise Refused("年度が変わりました。取りやめて、新しい持ち回りを作ってください。")


def _locked_items(meeting: Meeting) -> list[AgendaItem]:
    rows = meeting.items.waiting().select_related("application__department", "round")
    return list(rows.order_by("position", "pk").select_for_update(of=("self",)))


def _everybody(meeting: Meeting, by: Actor, now: datetime) -> list[Attendance]:
    members = committee.members_on(by.today)
    if not members:
        raise Refused("委員が任命されていません。先に任命を登録してください。")
    return Attendance.objects.bulk_create(_asked(meeting, member, now) for member in members)


def _asked(meeting: Meeting, member: Appointment, now: datetime) -> Attendance:
    return Attendance(
        meeting=meeting, member=member.user, appointment=member, present=True, arrived_at=now
    )


def finish_overdue(*, now: datetime) -> int:
    """Whatever is past its deadline, however late and however often this runs."""
    overdue = AgendaItem.objects.overdue(now).order_by("pk")
    finished = sum(finish(item, now=now) for item in overdue)
    for meeting in Meeting.objects.circulating().order_by("pk"):
        _end_if_over(meeting, by=None, now=now)
    return finished


@transaction.atomic
def finish(item: AgendaItem, *, now: datetime) -> bool:
    """回答を締め切る: who has not answered is recorded. False when there was nothing to do."""
    item = agenda.locked(item)
    if not (item.is_voting and item.meeting.is_past_deadline(now)):
        return False
    silent = list(item.participants.voters().not_yet_voted().select_related("member"))
    item.participants.filter(pk__in=[seat.pk for seat in silent]).update(left_at=now)
    item.move_to(ItemStatus.VOTED, waiting_since=now)
    audit.record(
        "approvals.close_answers",
        item,
        by=None,
        clause=CLAUSE,
        changes={"回答のなかった委員": (None, [seat.member.name for seat in silent])},
        mentions=[item.meeting, item.application],
    )
    votes.tell_who_closes(item, localdate(now))
    return True


@transaction.atomic
def close_answers(meeting: Meeting, *, by: Actor, now: datetime) -> None:
    """By hand, where the calendar has not done it yet."""
    require(may.can_run, by)
    if not (meeting.is_open and meeting.is_past_deadline(now)):
        raise Refused("締め切れるのは、締切を過ぎた持ち回りだけです。")
    for item in AgendaItem.objects.overdue(now).filter(meeting=meeting).order_by("pk"):
        finish(item, now=now)


def end_if_over(meeting: Meeting, *, by: Actor, now: datetime) -> None:
    """After the last item was closed; inside the step that closed it."""
    if meeting.is_circulation:
        _end_if_over(meeting, by=by, now=now)


@transaction.atomic
def _end_if_over(meeting: Meeting, *, by: Actor | None, now: datetime) -> None:
    meeting = meetings.locked(meeting)
    if meeting.is_open and not meeting.items.running().exists():
        meeting.move_to(MeetingStatus.CLOSED, closed_at=now)
        audit.record("approvals.end_circulation", meeting, by=by, clause=CLAUSE)
