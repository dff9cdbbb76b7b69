"""Voting on an item: opened with the people in the room, finished by the last of them (4(2)ウ).

Insert and count happen under the item's lock: counting first and locking later left items that
nobody finished.
"""

from collections import Counter
from datetime import date, datetime
from typing import Literal

from django.db import transaction

from approvals import committee
from approvals.models import AgendaItem, Attendance, Meeting, Participant, Vote
from approvals.permissions import committee as may
from approvals.services import agenda
from approvals.services.refusals import Refused
from approvals.status import ItemStatus
from approvals.tally import Tally
from komae_sns.audit import services as audit
from komae_sns.notices.kinds import Kind
from komae_sns.notices.services import enqueue
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Deputy, User
from komae_sns.staff.permissions import require
from komae_sns.text import is_blank

CLAUSE = "4(2)ウ"
Part = Participant.Part


@transaction.atomic
def open_voting(item: AgendaItem, *, by: Actor, now: datetime) -> None:
    """採決をはじめる: fixes who votes, who is excluded and who presides."""
    Meeting.objects.select_for_update().get(pk=item.meeting_id)
    item = agenda.locked(item)
    require(may.can_open_voting, by, item)
    if not (item.meeting.is_open and item.is_waiting):
        raise Refused("採決をはじめられるのは、開会中の会議の、審議前の議題だけです。")
    if item.meeting.is_circulation:
        raise Refused("持ち回りの採決は、委員に回付したときに始まります。")
    begin(item, by=by, now=now)


def begin(item: AgendaItem, *, by: Actor, now: datetime) -> None:
    """The caller holds the meeting's and the item's lock, and has asked who may."""
    chair = committee.presiding(item, by.today)
    if chair is None:
        raise Refused(
            f"「{item.application}」は、議長をつとめる委員長・副委員長がいないため、"
            "採決をはじめられません。"
        )
    sitting = _seated(item, chair)
    _refuse_without_quorum(item, sitting)
    Participant.objects.bulk_create(sitting)
    item.move_to(ItemStatus.VOTING, presided_by=chair.member, waiting_since=now)
    _record_opening(item, sitting, by)
    enqueue(Kind.VOTE_WANTED, _asked(item, sitting, by.today), about=item)


def _asked(item: AgendaItem, sitting: list[Participant], today: date) -> list[User]:
    """With those who stand in for them, where they may answer."""
    seats = [p for p in sitting if p.part == Part.VOTES]
    members = [p.member for p in seats]
    if not item.meeting.takes_deputies:
        return members
    deputies = Deputy.objects.on(today).filter(appointment__in=[p.appointment for p in seats])
    return [*members, *(d.user for d in deputies.select_related("user"))]


def _seated(item: AgendaItem, chair: Attendance) -> list[Participant]:
    excluded = committee.with_own_interest(item)
    chair_votes = item.meeting.applied_rule.chair_votes

    def part(attendance: Attendance) -> Part:
        if attendance.member_id == chair.member_id:
            return Part.VOTES if chair_votes else Part.PRESIDES
        return Part.EXCLUDED if attendance.member_id in excluded else Part.VOTES

    return [
        Participant(item=item, member=a.member, appointment=a.appointment, part=part(a))
        for a in item.meeting.roll
        if a.present
    ]


def _refuse_without_quorum(item: AgendaItem, sitting: list[Participant]) -> None:
    tally = _tally(item, sitting, Counter())
    if not (tally.quorate or tally.circulated):
        raise Refused(f"定足数に達していないため、採決をはじめられません。{tally.explanation}")
    if tally.eligible == 0:
        raise Refused("表決できる委員がいないため、採決をはじめられません。")


def _record_opening(item: AgendaItem, sitting: list[Participant], by: Actor) -> None:
    parts = {
        part.label: (None, [str(p.member) for p in sitting if p.part == part]) for part in Part
    }
    audit.record(
        "approvals.open_voting",
        item,
        by=by,
        clause=CLAUSE,
        changes={label: names for label, names in parts.items() if names[1]},
        mentions=[item.meeting, item.application],
    )


@transaction.atomic
def cast(
    item: AgendaItem,
    choice: Vote.Choice,
    *,
    by: Actor,
    now: datetime,
    reason: str = "",
    wants_meeting: bool = False,
    member_pk: int | None = None,
) -> Vote:
    """投票する・回答する: once, for good. The last one finishes the item.

    `wants_meeting`: in 持ち回り, that the committee should meet over it. `member_pk`: whose seat,
    for those who stand in for several.
    """
    item = agenda.locked(item)
    _refuse_closed(item, now)
    require(may.can_vote, by, item)
    seat = _seat(item, by, member_pk)
    _refuse_unexplained(item, choice, reason, wants_meeting)
    is_deputy = seat.member_id != by.user.pk
    by.take_step_for(seat.appointment if is_deputy else None)
    vote = Vote.objects.create(
        item=item,
        member=seat.member,
        appointment=seat.appointment,
        cast_by=by.user if is_deputy else None,
        round=item.round.number,
        choice=choice,
        reason=reason,
        wants_meeting=wants_meeting,
        cast_at=now,
    )
    finished = finish_if_complete(item, now)
    _record_vote(vote, finished, by)
    if finished:
        tell_who_closes(item, by.today)
    return vote


def _refuse_closed(item: AgendaItem, now: datetime) -> None:
    if not item.is_voting:
        raise Refused(f"この議題は「{item.get_status_display()}」です。投票は受け付けていません。")
    if item.meeting.is_past_deadline(now):
        raise Refused("回答の締切を過ぎたため、受け付けられません。")


def _refuse_unexplained(
    item: AgendaItem, choice: Vote.Choice, reason: str, wants_meeting: bool
) -> None:
    if wants_meeting and not item.meeting.is_circulation:
        raise Refused("会議での審議を求められるのは、持ち回りのときだけです。")
    if not is_blank(reason):
        return
    if choice == Vote.Choice.REJECT:
        raise Refused("否とするときは、理由を書いてください。")
    if wants_meeting:
        raise Refused("会議での審議を求めるときは、理由を書いてください。")


def _seat(item: AgendaItem, by: Actor, member_pk: int | None) -> Participant:
    """The one asked for, else the first without a vote."""
    voted = set(item.votes.values_list("member", flat=True))
    seats = committee.seats_of(item, by)
    wanted = [s for s in seats if member_pk in {None, s.member_id}]
    free = [s for s in wanted if s.member_id not in voted]
    if not wanted:
        raise Refused("その委員に代わって回答することはできません。")
    if not free:
        whose = "" if wanted[0].member_id == by.user.pk else f"{wanted[0].member.name}の票は、"
        raise Refused(f"{whose}この議題には、もう投票しています。投票は変えられません。")
    return free[0]


def _record_vote(vote: Vote, finished: bool, by: Actor) -> None:
    """How they voted stays with the vote itself until everybody has voted."""
    item = vote.item
    changes = {"状態": (ItemStatus.VOTING.label, ItemStatus.VOTED.label)} if finished else {}
    audit.record(
        "approvals.vote",
        item,
        by=by,
        clause=CLAUSE,
        changes=changes,
        mentions=[item.meeting, item.application],
    )


def finish_if_complete(item: AgendaItem, now: datetime) -> bool:
    """The caller holds the item's lock."""
    complete = tally_of(item).complete
    if complete:
        item.move_to(ItemStatus.VOTED, waiting_since=now)
    return complete


def tally_of(item: AgendaItem, chair_says: Literal["approve", "reject"] | None = None) -> Tally:
    """As the votes stand, under the rule stored with the meeting."""
    ballots = list(item.votes.values_list("choice", "wants_meeting"))
    cast, wishes = Counter(choice for choice, _ in ballots), sum(wants for _, wants in ballots)
    return _tally(item, list(item.participants.all()), cast, wishes, chair_says)


def _tally(
    item: AgendaItem,
    seats: list[Participant],
    cast: Counter,
    wishes: int = 0,
    chair_says: Literal["approve", "reject"] | None = None,
) -> Tally:
    there = [p for p in seats if p.left_at is None]
    circulated = item.meeting.is_circulation
    return Tally(
        rule=item.meeting.applied_rule,
        members=len(item.meeting.roll),
        present=len(there),
        excluded=sum(p.part == Part.EXCLUDED for p in there),
        approve=cast[Vote.Choice.APPROVE],
        reject=cast[Vote.Choice.REJECT],
        abstain=cast[Vote.Choice.ABSTAIN],
        chair_says=chair_says,
        circulated=circulated,
        asked=sum(p.part == Part.VOTES for p in seats) if circulated else 0,
        objections=wishes,
    )


def tell_who_closes(item: AgendaItem, today: date) -> None:
    if chair := committee.presiding(item, today):
        enqueue(Kind.ITEM_TO_CLOSE, [chair.member], about=item)
