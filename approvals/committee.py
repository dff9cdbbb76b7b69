"""Who sits on the committee on a day, who may not take part in an item, who presides."""

from collections.abc import Iterable
from datetime import date

from approvals.models import AgendaItem, Attendance, Meeting, Participant
from approvals.models.committee_rule import rule_on
from approvals.models.meeting import CAN_PRESIDE
from approvals.tally import Tally
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Appointment
from komae_sns.staff.posts import COMMITTEE, Post

__all__ = [
    "attendance",
    "in_place_of",
    "members_on",
    "presiding",
    "rule_on",
    "seats_of",
    "with_own_interest",
]

SEATING = (Post.CHAIR, Post.VICE_CHAIR, Post.MEMBER)


def members_on(day: date) -> list[Appointment]:
    """Everybody in office, one seat a person, chair first."""
    held = Appointment.objects.on(day).holding(*COMMITTEE).with_people().order_by("pk")
    seated: dict[int, Appointment] = {}
    for appointment in sorted(held, key=lambda a: SEATING.index(a.post)):
        seated.setdefault(appointment.user_id, appointment)
    return list(seated.values())


def with_own_interest(item: AgendaItem) -> frozenset[int]:
    """User ids on the applicant's side. Empty when the meeting's rule excludes nobody."""
    return item.applicants_side if item.meeting.applied_rule.own_section_excluded else frozenset()


def presiding(item: AgendaItem, today: date) -> Attendance | None:
    """議長: who presided over the vote while they stay, else the chair, else the vice chair.

    Nobody when both are away, excluded or out of office. Who has not answered 持ち回り in time is
    away.
    """
    kept_out = with_own_interest(item) | _unanswered(item)
    able = [a for a in _able_to_preside(item.meeting, today) if a.member_id not in kept_out]
    presided = [a for a in able if a.member_id == item.presided_by_id]
    return next(iter(presided or able), None)


def _unanswered(item: AgendaItem) -> frozenset[int]:
    if not item.meeting.is_circulation:
        return frozenset()
    return frozenset(item.participants.unanswered().values_list("member", flat=True))


def _able_to_preside(meeting: Meeting, today: date) -> Iterable[Attendance]:
    return (
        a
        for a in meeting.roll
        if a.present and a.appointment.post in CAN_PRESIDE and _in_office(a.appointment, today)
    )


def _in_office(appointment: Appointment, today: date) -> bool:
    return appointment.ends_on is None or appointment.ends_on >= today


def seats_of(item: AgendaItem, actor: Actor) -> list[Participant]:
    """For which they may vote: their own; else, in 持ち回り, those of whom they stand in for.

    Who sits on the committee, or is on the applicant's side, answers for nobody else.
    """
    seats = item.sitting
    voters = [s for s in seats if s.part == Participant.Part.VOTES and s.left_at is None]
    if any(s.member_id == actor.user.pk for s in seats):
        return [s for s in voters if s.member_id == actor.user.pk]
    if not (actor.deputed and item.meeting.takes_deputies):
        return []
    if actor.user.pk in with_own_interest(item):
        return []
    stands_in_for = {a.pk for a in actor.deputed}
    return [s for s in voters if s.appointment_id in stands_in_for]


def in_place_of(acting: Attendance, meeting: Meeting) -> Attendance | None:
    """The chair for whom a vice chair acts; None when the chair acts, or the seat is vacant."""
    if acting.appointment.post == Post.CHAIR:
        return None
    return next((a for a in meeting.roll if a.appointment.post == Post.CHAIR), None)


def attendance(meeting: Meeting) -> Tally:
    """How many of how many are in the room, and whether they can decide."""
    return Tally(
        rule=meeting.applied_rule,
        members=len(meeting.roll),
        present=sum(a.present for a in meeting.roll),
        approve=0,
        reject=0,
    )
