"""What stands on a meeting's agenda, and in which order."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Max, Prefetch

from approvals.models import AgendaItem, Application, ApplicationRound, Meeting
from approvals.permissions import committee as may
from approvals.services.refusals import Refused
from approvals.status import ItemStatus, MeetingStatus
from komae_sns.audit import services as audit
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require
from komae_sns.text import is_blank

CLAUSE = "4(2)ウ"


@transaction.atomic
def add(
    meeting: Meeting, applications: Collection[Application], *, by: Actor, now: datetime
) -> list[AgendaItem]:
    """議題にする: applications in review that stand on no agenda, in the order given."""
    meeting = _locked_meeting(meeting)
    require(may.can_prepare, by)
    if meeting.status not in {MeetingStatus.PLANNED, MeetingStatus.OPEN}:
        raise Refused(f"「{meeting.get_status_display()}」の会議に、議題は加えられません。")
    if meeting.is_circulation:
        _refuse_circulation(meeting, applications)
    waiting = _locked_waiting(applications)
    if missing := [a for a in applications if a.pk not in waiting]:
        raise Refused(f"「{missing[0]}」は、いま議題にできません。一覧を開き直してください。")
    items = _append(meeting, [waiting[a.pk] for a in applications], now)
    audit.record(
        "approvals.add_to_agenda",
        meeting,
        by=by,
        clause=CLAUSE,
        changes={"議題": (None, [str(item) for item in items])},
        mentions=list(waiting.values()),
    )
    return items


def _refuse_circulation(meeting: Meeting, applications: Collection[Application]) -> None:
    """Everybody answers the same papers; what a member wants to meet over is met over."""
    if not meeting.is_planned:
        raise Refused("委員に回付したあとで、議題は加えられません。")
    objected = AgendaItem.objects.sent_to_a_meeting().filter(application__in=applications)
    if item := objected.select_related("application").first():
        raise Refused(
            f"「{item.application}」は、会議での審議を求める委員がいたため、"
            "持ち回りにできません。会議の議題にしてください。"
        )


def _locked_waiting(applications: Iterable[Application]) -> dict[int, Application]:
    """In one order, so that two secretaries never wait for each other."""
    wanted = Application.objects.filter(pk__in=[a.pk for a in applications])
    list(wanted.order_by("pk").select_for_update())
    newest_first = ApplicationRound.objects.order_by("-number")
    still = wanted.not_on_an_agenda().prefetch_related(Prefetch("rounds", newest_first))
    return {application.pk: application for application in still}


def _append(meeting: Meeting, applications: list[Application], now: datetime) -> list[AgendaItem]:
    last = meeting.items.on_paper().aggregate(last=Max("position"))["last"] or 0
    return AgendaItem.objects.bulk_create(
        AgendaItem(
            meeting=meeting,
            application=application,
            round=application.rounds.all()[0],
            position=position,
            status=ItemStatus.WAITING,
            waiting_since=now,
        )
        for position, application in enumerate(applications, last + 1)
    )


@transaction.atomic
def move(item: AgendaItem, position: int, *, by: Actor) -> None:
    """To a place in the order, counted from 1; beyond the end means the end."""
    meeting = _locked_meeting(item.meeting)
    require(may.can_prepare, by)
    if not meeting.is_planned:
        before = "回付" if meeting.is_circulation else "開会"
        raise Refused(f"議題の順番を変えられるのは、{before}の前だけです。")
    items = list(meeting.items.waiting().order_by("position", "pk").select_for_update())
    if item not in items:
        raise Refused("この議題は、もうありません。一覧を開き直してください。")
    moved = items.pop(items.index(item))
    items.insert(max(position, 1) - 1, moved)
    old, new = moved.position, items.index(moved) + 1
    _renumber(items)
    audit.record(
        "approvals.move_on_agenda", moved, by=by, clause=CLAUSE, changes={"議題番号": (old, new)}
    )


def _renumber(items: list[AgendaItem]) -> None:
    shifted = [item for number, item in enumerate(items, 1) if item.position != number]
    numbers = {item.pk: number for number, item in enumerate(items, 1)}
    for item in shifted:
        item.position = numbers[item.pk]
    AgendaItem.objects.bulk_update(shifted, ["position"])


@transaction.atomic
def remove(item: AgendaItem, *, reason: str, by: Actor, now: datetime) -> None:
    """議題から外す: before its vote; the application waits for another meeting."""
    meeting = _locked_meeting(item.meeting)
    require(may.can_prepare, by)
    item = locked(item)
    if not item.is_waiting:
        raise Refused(f"「{item.get_status_display()}」の議題は外せません。")
    if is_blank(reason):
        raise Refused("議題から外す理由を書いてください。")
    end(item, ItemStatus.REMOVED, because=reason, by=by, now=now)
    if meeting.is_planned:
        _renumber(list(meeting.items.waiting().order_by("position", "pk")))
    audit.record(
        "approvals.remove_from_agenda",
        item,
        by=by,
        clause=CLAUSE,
        note=reason,
        mentions=[meeting, item.application],
    )


@transaction.atomic
def leave_agenda(application: Application, *, reason: str, by: Actor, now: datetime) -> None:
    """The application ends or goes back while it stands on an agenda; caller holds its lock."""
    if item := end_running(application, because=reason, by=by, now=now):
        audit.record(
            "approvals.remove_from_agenda",
            item,
            by=by,
            clause=CLAUSE,
            note=reason,
            mentions=[item.meeting, application],
        )


def refuse_while_voting(application: Application) -> None:
    """Neither applicant nor secretariat undoes a vote; the item stays locked until the step ends.

    The caller holds the application's lock.
    """
    items = AgendaItem.objects.running().filter(application=application)
    item = items.select_for_update(of=("self",)).first()
    if item and not item.is_waiting:
        raise Refused(
            f"委員会で「{item.get_status_display()}」です。"
            "決定・継続審議・差戻しのどれかを議長がするまで、お待ちください。"
        )


def end_running(
    application: Application, *, because: str, by: Actor, now: datetime
) -> AgendaItem | None:
    """Take the application off its agenda, whatever stage the vote is in; caller records it."""
    rows = AgendaItem.objects.running().filter(application=application)
    item = rows.select_for_update(of=("self",)).select_related("meeting", "application").first()
    if item:
        end(item, ItemStatus.REMOVED, because=because, by=by, now=now)
    return item


def set_aside_what_waits(
    meeting: Meeting, status: ItemStatus, *, because: str, by: Actor, now: datetime
) -> None:
    """Every item not yet taken up; caller holds the meeting's lock and records the rest."""
    waiting = meeting.items.waiting().select_related("application").order_by("pk")
    items = list(waiting.select_for_update(of=("self",)))
    for item in items:
        end(item, status, because=because, by=by, now=now)
    if items:
        audit.record(
            "approvals.set_aside_items",
            meeting,
            by=by,
            clause=CLAUSE,
            note=because,
            changes={status.label: (None, [str(item) for item in items])},
            mentions=[item.application for item in items],
        )


def end(item: AgendaItem, status: ItemStatus, *, because: str, by: Actor, now: datetime) -> None:
    item.move_to(status, ended_because=because, closed_by=by.user, closed_at=now, waiting_since=now)


def locked(item: AgendaItem) -> AgendaItem:
    """The row under its lock, with its meeting and its case."""
    rows = AgendaItem.objects.select_for_update(of=("self",))
    return rows.select_related("meeting", "application__department", "round").get(pk=item.pk)


def _locked_meeting(meeting: Meeting) -> Meeting:
    return Meeting.objects.select_for_update().get(pk=meeting.pk)
