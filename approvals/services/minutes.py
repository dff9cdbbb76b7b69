"""議事録: corrected by the secretariat, presented to the chair, confirmed, numbered, frozen."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from approvals import minutes as writing
from approvals.models import Meeting, Minutes, MinutesText
from approvals.permissions import committee as may
from approvals.services import meetings
from approvals.services.refusals import Refused, refuse_unprintable
from approvals.status import MeetingStatus, MinutesStatus
from komae_sns.audit import services as audit
from komae_sns.documents.services import issue_number
from komae_sns.notices.kinds import Kind
from komae_sns.notices.services import enqueue
from komae_sns.staff import people
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require
from komae_sns.staff.posts import Post
from komae_sns.text import is_blank

CLAUSE = "4(2)ウ"


class Overtaken(Refused):
    """Somebody else wrote first; nothing was kept."""

    def __init__(self) -> None:
        super().__init__("ここは、ほかの人が先に直しました。下の文とくらべて、書き直してください。")


def minutes_of(meeting: Meeting) -> Minutes:
    """As they stand; not yet stored where nobody has taken a step."""
    found = Minutes.objects.select_related("meeting", "document_number").filter(meeting=meeting)
    return found.first() or Minutes(meeting=meeting, status=MinutesStatus.DRAFT)


@transaction.atomic
def correct(
    meeting: Meeting, section: str, text: str, *, edition: int, by: Actor, now: datetime
) -> None:
    """`edition`: the one the writer saw, 0 for the draft. What stood before is kept."""
    require(may.can_write_minutes, by)
    minutes = _locked(meeting, now)
    if not minutes.is_draft:
        raise Refused(f"この議事録は「{minutes.get_status_display()}」です。直せません。")
    old = {each.key: each for each in writing.sections(minutes)}.get(section)
    if old is None:
        raise Refused("その部分は、この議事録にありません。")
    if is_blank(text):
        raise Refused("書くことがないときは「なし」と書いてください。")
    refuse_unprintable({old.heading: text})
    if old.text == text:
        return
    if old.edition != edition:
        raise Overtaken
    MinutesText.objects.create(
        minutes=minutes,
        section=section,
        edition=edition + 1,
        text=text,
        written_by=by.user,
        written_at=now,
    )
    minutes.save(update_fields=["search_key"])
    _record("approvals.correct_minutes", minutes, by, changes={old.heading: (old.text, text)})


@transaction.atomic
def present(meeting: Meeting, *, by: Actor, now: datetime) -> None:
    """委員長の確認へ回す: what each section says is written down, and moves no more."""
    require(may.can_write_minutes, by)
    minutes = _locked(meeting, now)
    minutes.require_move(MinutesStatus.PRESENTED)
    _write_down(minutes, by, now)
    minutes.save(update_fields=["search_key"])
    minutes.move_to(MinutesStatus.PRESENTED, presented_by=by.user, waiting_since=now)
    _record("approvals.present_minutes", minutes, by)
    chairs = people.holding(Post.CHAIR, today=by.today)
    told = chairs if chairs.exists() else people.holding(Post.VICE_CHAIR, today=by.today)
    enqueue(Kind.MINUTES_TO_CONFIRM, told, about=minutes, occasion=f"{now:%Y%m%d%H%M%S}")


def _write_down(minutes: Minutes, by: Actor, now: datetime) -> None:
    MinutesText.objects.bulk_create(
        MinutesText(
            minutes=minutes,
            section=section.key,
            edition=section.edition + 1,
            text=section.drafted,
            written_by=by.user,
            written_at=now,
        )
        for section in writing.sections(minutes)
        if not section.written
    )


@transaction.atomic
def send_back(meeting: Meeting, *, reason: str, by: Actor, now: datetime) -> None:
    """直しに戻す."""
    require(may.can_return_minutes, by)
    minutes = _locked(meeting, now)
    if is_blank(reason):
        raise Refused("直してほしいところを書いてください。")
    minutes.move_to(MinutesStatus.DRAFT, returned_because=reason, waiting_since=now)
    _record("approvals.return_minutes", minutes, by, note=reason)
    others = people.secretariat(by.today).exclude(pk=by.user.pk)
    enqueue(Kind.MINUTES_RETURNED, others, about=minutes, occasion=f"{now:%Y%m%d%H%M%S}")


@transaction.atomic
def confirm(meeting: Meeting, *, presentation: str, by: Actor, now: datetime) -> Minutes:
    """確定: numbered in the secretariat's section; from here on nobody changes a word.

    `presentation`: of the text that was read, Minutes.presentation.
    """
    require(may.can_confirm_minutes, by)
    signed = by.signed(by.on_behalf_of)
    minutes = _locked(meeting, now)
    minutes.require_move(MinutesStatus.CONFIRMED)
    if minutes.presentation != presentation:
        raise Refused("読んだあとに、議事録が直されました。もう一度読んでください。")
    section = people.secretariat_section(by.today)
    if section is None:
        raise Refused("事務局の職員に部課の任命がないため、文書番号をとれません。")
    number = issue_number(section, title=str(minutes), now=now)
    minutes.move_to(
        MinutesStatus.CONFIRMED,
        document_number=number,
        confirmed_by=signed[:300],
        confirmed_at=now,
        waiting_since=now,
    )
    _record("approvals.confirm_minutes", minutes, by, changes={"文書番号": (None, str(number))})
    told = people.committee(by.today) | people.secretariat(by.today)
    enqueue(Kind.MINUTES_CONFIRMED, told.exclude(pk=by.user.pk), about=minutes)
    return minutes


def _locked(meeting: Meeting, now: datetime) -> Minutes:
    """Under the meeting's lock, which also makes the row a single one."""
    meeting = meetings.locked(meeting)
    if meeting.status != MeetingStatus.CLOSED:
        raise Refused("議事録は、会議が終わってからつくれます。")
    facts = {"status": MinutesStatus.DRAFT, "waiting_since": now}
    Minutes.objects.get_or_create(meeting=meeting, defaults=facts)
    return Minutes.objects.select_related("meeting").get(meeting=meeting)


def _record(
    action: str,
    minutes: Minutes,
    by: Actor,
    *,
    note: str = "",
    changes: Mapping[str, tuple[object, object]] | None = None,
) -> None:
    audit.record(
        action,
        minutes,
        by=by,
        clause=CLAUSE,
        note=note,
        changes=changes or {},
        mentions=[minutes.meeting],
    )
