"""The draft of the minutes, section by section, from what the meeting left behind."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localtime

from approvals.models import (
    AgendaItem,
    Attendance,
    Meeting,
    Minutes,
    MinutesText,
    Participant,
    Vote,
    Waiver,
)
from komae_sns.documents import wareki
from komae_sns.staff.models import Appointment
from komae_sns.staff.posts import Post

NOTHING = "なし"
Part = Participant.Part


@dataclass(frozen=True)
class Section:
    """`is_fact`: a short one, which stands in the table at the head of the paper."""

    key: str
    heading: str
    drafted: str
    is_fact: bool = False
    written: tuple[MinutesText, ...] = ()  # newest first

    @property
    def text(self) -> str:
        return self.written[0].text if self.written else self.drafted

    @property
    def edition(self) -> int:
        return self.written[0].edition if self.written else 0


def sections(minutes: Minutes) -> list[Section]:
    meeting = minutes.meeting
    items = _items(meeting)
    return [
        Section(key, heading, text, is_fact, tuple(minutes.texts.get(key, ())))
        for key, heading, text, is_fact in (
            *_facts(meeting, items),
            *_proceedings(meeting, items),
        )
    ]


_Drafted = tuple[str, str, str, bool]


def _facts(meeting: Meeting, items: list[AgendaItem]) -> Iterator[_Drafted]:
    if meeting.is_circulation:
        yield "held", "期間", _period(meeting), True
        yield "place", "方法", f"持ち回り\n理由：{meeting.circulation_reason}", True
        yield "present", "回付した委員", _listed(map(_seat, meeting.roll)), True
    else:
        yield "held", "日時", _hours(meeting), True
        yield "place", "場所", meeting.place or NOTHING, True
        came = [a for a in meeting.roll if a.arrived_at]
        yield "present", "出席委員", _listed(map(_seat, came)), True
        away = [a for a in meeting.roll if not a.arrived_at]
        yield "absent", "欠席委員", _listed(map(_seat, away)), True
    yield "office", "事務局", _listed(map(str, _secretariat(meeting))), True
    named = (f"{item.position}　{item.application}" for item in items)
    yield "agenda", "議題", _listed(named), True


def _listed(lines: Iterable[str]) -> str:
    return "\n".join(lines) or NOTHING


def _hours(meeting: Meeting) -> str:
    until = f"から{_clock(meeting.closed_at)}まで" if meeting.closed_at else "から"
    return f"{wareki.long(meeting.held_on, weekday=True)}　{_clock(meeting.opened_at)}{until}"


def _period(meeting: Meeting) -> str:
    sent, ended = localtime(meeting.opened_at), meeting.closed_at and localtime(meeting.closed_at)
    until = f"{wareki.long(ended.date())}に終了" if ended else ""
    return f"{wareki.long(sent.date())}に回付（回答の締切 {meeting.deadline}）\n{until}".strip()


def _clock(moment: datetime) -> str:
    at = localtime(moment)
    half = "午前" if at.hour < 12 else "午後"
    return f"{half}{at.hour % 12 if at.hour != 12 else 0}時{at.minute:02d}分"


def _seat(attendance: Attendance) -> str:
    """「委員　秘書広報室長 山田太郎（午後1時41分に着席）」."""
    said = []
    meeting = attendance.meeting
    if not meeting.is_circulation:
        if attendance.arrived_at and attendance.arrived_at > meeting.opened_at:
            said.append(f"{_clock(attendance.arrived_at)}に着席")
        if attendance.left_at and attendance.arrived_at:
            said.append(f"{_clock(attendance.left_at)}に退席")
    note = f"（{'、'.join(said)}）" if said else ""
    return f"{_post_and_name(attendance.appointment)}{note}"


def _post_and_name(appointment: Appointment) -> str:
    post, office = Post(appointment.post).label, appointment.office
    named = office if office.startswith(post) else f"{post}　{office}"
    return f"{named}　{appointment.user.name}"


def _secretariat(meeting: Meeting) -> Iterable[str]:
    held = Appointment.objects.on(meeting.held_on).holding(Post.SECRETARIAT).with_people()
    return dict.fromkeys(a.user.name for a in held.order_by("pk"))


def _items(meeting: Meeting) -> list[AgendaItem]:
    rows = (
        meeting.items.on_paper()
        .with_names()
        .select_related("application__document_number", "closed_by", "closed_for")
    )
    return list(
        rows.order_by("position", "pk").prefetch_related(
            "participants__appointment__user", "votes__member"
        )
    )


def _proceedings(meeting: Meeting, items: list[AgendaItem]) -> Iterator[_Drafted]:
    if not meeting.is_circulation:
        yield "opening", "開会", _opening(meeting), False
    for item in items:
        yield f"item-{item.pk}", f"議題{item.position}　{item.application}", _of_item(item), False
    yield "reports", "報告事項", _reports(meeting), False
    yield "others", "その他", NOTHING, False
    if not meeting.is_circulation:
        closed = f"{_clock(meeting.closed_at)}、閉会した。" if meeting.closed_at else ""
        yield "closing", "閉会", closed, False


def _opening(meeting: Meeting) -> str:
    """Of those in the room when it opened; each item was counted for itself."""
    roll = meeting.roll
    there = sum(bool(a.arrived_at and a.arrived_at <= meeting.opened_at) for a in roll)
    return (
        f"{_clock(meeting.opened_at)}、開会した。在任委員{len(roll)}名のうち{there}名が出席した。\n"
        f"採決の定め：{meeting.rule_in_words}"
    )


def _of_item(item: AgendaItem) -> str:
    return "\n".join(_lines_of(item))


def _lines_of(item: AgendaItem) -> Iterator[str]:
    number = item.application.document_number
    filed = f"（{number}）" if number else ""
    yield f"提出　{item.application.department.full_name}{filed}"
    if item.presided_by:
        acting = f"（{item.closed_for.name}の職務代理）" if item.closed_for else ""
        yield f"議長　{item.presided_by.name}{acting}"
    taking_part = list(item.participants.all())
    if excluded := [p for p in taking_part if p.part == Part.EXCLUDED]:
        yield f"除斥　{_names(excluded)}（提出した部課の職員であるため）"
    if gone := [p for p in taking_part if p.part == Part.VOTES and p.left_at]:
        word = "回答なし" if item.meeting.is_circulation else "表決の前に退席"
        yield f"{word}　{_names(gone)}"
    if item.shows_votes and item.presided_by:
        yield from _vote_lines(item)
    outcome = item.decision.get_outcome_display() if item.decision else item.get_status_display()
    yield f"結果　{outcome}"
    if item.decision and item.decision.conditions:
        yield from _spread("条件", item.decision.conditions)
    if item.ended_because:
        yield from _spread("理由", item.ended_because)


def _names(people: Iterable[Participant]) -> str:
    return "、".join(p.appointment.user.name for p in people)


def _vote_lines(item: AgendaItem) -> Iterator[str]:
    votes = list(item.votes.all())
    if not votes:
        return
    counts = "　".join(
        f"{choice.label}{sum(v.choice == choice for v in votes)}名" for choice in Vote.Choice
    )
    yield f"表決　{counts}"
    if item.final_tally:
        yield item.final_tally.explanation
    for vote in votes:
        if vote.reason:
            yield from _spread(f"{vote.get_choice_display()}とした理由", vote.reason)


def _spread(label: str, text: str) -> Iterator[str]:
    first, *rest = text.splitlines() or [""]
    yield f"{label}　{first}"
    yield from rest


def _reports(meeting: Meeting) -> str:
    waivers = meeting.reported_waivers.with_names().order_by("pk")
    return _listed(map(_report, waivers))


def _report(waiver: Waiver) -> str:
    granted = wareki.long(localtime(waiver.granted_at).date())
    return (
        f"委員長特認　{waiver.application}（{granted}に特認、"
        f"期限 {wareki.long(waiver.expires_on)}）。範囲：{waiver.scope}"
    )
