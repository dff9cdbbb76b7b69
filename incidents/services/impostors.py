"""4(3)カ: impostors are found, judged by a person, reported to the platform, watched until gone."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from accounts.models import Service
from incidents import actions, permissions
from incidents.cards import Act
from incidents.impostor_address import found_at
from incidents.impostor_rules import watch_rule
from incidents.models import Impostor, ImpostorWatch, Incident, PlatformReply, PlatformReport
from incidents.services.ending import reopen_in_step
from incidents.services.locking import locked
from incidents.services.receiving import section_of
from incidents.services.recording import Entry, record, write_down
from incidents.services.steps import done_by_itself
from incidents.status import ImpostorStatus
from komae_sns.documents.evidence.reading import Brought
from komae_sns.documents.services import evidence as files
from komae_sns.notices.kinds import Kind
from komae_sns.notices.services import enqueue
from komae_sns.staff import people
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require
from komae_sns.staff.posts import Post
from komae_sns.text import is_blank

CLAUSE = "4(3)カ"
Result = ImpostorWatch.Result


@dataclass(frozen=True)
class Sighting:
    """`typed`: an address, or a user name with its `service`."""

    typed: str
    service: Service | None = None
    display_name: str = ""
    platform_id: str = ""
    what: str = ""
    first_seen_at: datetime | None = None


@transaction.atomic
def add_impostor(incident: Incident, seen: Sighting, *, by: Actor, now: datetime) -> Impostor:
    incident = locked(incident)
    require(permissions.can_record_impostors, by, incident)
    incident.require_under_way()
    found = _checked(seen, now)
    impostor = Impostor(
        incident=incident,
        service=found.service,
        typed=seen.typed.strip(),
        handle=found.handle,
        url=found.url,
        address_key=found.key,
        platform_id=seen.platform_id.strip(),
        display_name=seen.display_name.strip(),
        what=seen.what,
        status=ImpostorStatus.FOUND,
        first_seen_at=seen.first_seen_at,
        found_at=now,
        found_by=by.user,
        waiting_since=now,
    )
    _insert(impostor)
    changes = {"アドレス": (None, found.url), "表示名": (None, impostor.display_name)}
    _note(actions.ADD_IMPOSTOR, impostor, "記録した", by, now, changes={**changes})
    return impostor


def _checked(seen: Sighting, now: datetime):
    wrong = {}
    found = None
    if is_blank(seen.typed):
        wrong["typed"] = "アドレスかユーザー名を入れてください。"
    else:
        try:
            found = found_at(seen.typed, service=seen.service)
        except ValidationError as refused:
            wrong["typed"] = refused.messages
    if seen.first_seen_at and seen.first_seen_at > now:
        wrong["first_seen_at"] = "いままでの日時にしてください。"
    if wrong:
        raise ValidationError(wrong)
    return found


def _insert(impostor: Impostor) -> None:
    try:
        with transaction.atomic():
            impostor.save(force_insert=True)
    except IntegrityError as fault:
        if impostor.incident.impostors.at([impostor.address_key]).exists():
            sentence = "このアカウントは、もうこの事案に記録されています。"
            raise ValidationError({"typed": sentence}) from fault
        raise


@transaction.atomic
def judge_impostor(impostor: Impostor, *, judgement: str, by: Actor, now: datetime) -> None:
    """A person says it pretends to be the city, and why; no machine does."""
    impostor = _held(impostor, by, permissions.can_judge_impostors)
    _require_text(judgement, "judgement", "なりすましと判断した理由を書いてください。")
    impostor.move_to(
        ImpostorStatus.JUDGED,
        **_judged(judgement, by, now),
        next_watch_on=watch_rule().next_day(localdate(now), is_gone=False, rounds_gone=0),
    )
    _note(actions.JUDGE_IMPOSTOR, impostor, f"なりすましと判断した。{judgement}", by, now)


@transaction.atomic
def dismiss_impostor(impostor: Impostor, *, reason: str, by: Actor, now: datetime) -> None:
    """誤認: it is somebody else's honest account."""
    impostor = _held(impostor, by, permissions.can_judge_impostors)
    _require_text(reason, "reason", "なりすましではないと判断した理由を書いてください。")
    impostor.move_to(ImpostorStatus.MISTAKEN, **_judged(reason, by, now), next_watch_on=None)
    _note(actions.DISMISS_IMPOSTOR, impostor, f"なりすましではなかった。{reason}", by, now)


@transaction.atomic
def look_again_at(impostor: Impostor, *, reason: str, by: Actor, now: datetime) -> None:
    """It was no mistake after all: judged anew."""
    impostor = _held(impostor, by, permissions.can_judge_impostors)
    impostor.incident.require_under_way()
    _require_text(reason, "reason", "判断しなおす理由を書いてください。")
    unsaid = {"judgement": "", "judged_at": None, "judged_by": None, "judged_for": None}
    impostor.move_to(ImpostorStatus.FOUND, **unsaid, waiting_since=now)
    _note(actions.JUDGE_IMPOSTOR, impostor, f"判断しなおす。{reason}", by, now)


def _judged(judgement: str, by: Actor, now: datetime) -> dict[str, object]:
    return {
        "judgement": judgement,
        "judged_at": now,
        "judged_by": by.user,
        "judged_for": by.on_behalf_of,
        "waiting_since": now,
    }


@dataclass(frozen=True)
class Sent:
    sent_at: datetime
    way: str
    text: str
    receipt: str = ""
    evidence: Brought | None = None


@transaction.atomic
def report_to_platform(
    impostor: Impostor, sent: Sent, *, by: Actor, now: datetime
) -> PlatformReport:
    """Also again, where the first report brought nothing."""
    impostor = _held(impostor, by, permissions.can_record_impostors)
    wrong = {}
    for name, text in (("way", sent.way), ("text", sent.text)):
        if is_blank(text):
            wrong[name] = "入力してください。"
    if sent.sent_at > now:
        wrong["sent_at"] = "いままでの日時にしてください。"
    if wrong:
        raise ValidationError(wrong)
    if impostor.status != ImpostorStatus.REPORTED:
        impostor.move_to(ImpostorStatus.REPORTED, waiting_since=now)
    report = PlatformReport.objects.create(
        impostor=impostor,
        sent_at=sent.sent_at,
        way=sent.way,
        receipt=sent.receipt.strip(),
        text=sent.text,
        evidence=_kept(sent.evidence, by, now),
        recorded_at=now,
        recorded_by=by.user,
    )
    words = f"運営会社へ通報した（{sent.way}）。{sent.receipt}".strip()
    _note(actions.REPORT_IMPOSTOR, impostor, words, by, now, happened_at=sent.sent_at)
    note, done = f"{impostor.shown}：{words}", {"by": by, "now": now, "done_at": sent.sent_at}
    done_by_itself(impostor.incident, Act.TELL_PLATFORM, note, **done)
    return report


@dataclass(frozen=True)
class Reply:
    replied_at: datetime
    result: str
    text: str = ""
    evidence: Brought | None = None


@transaction.atomic
def record_reply(
    report: PlatformReport, reply: Reply, *, by: Actor, now: datetime
) -> PlatformReply:
    """What the platform says; whether it is gone, a watch round finds out."""
    impostor = _held(report.impostor, by, permissions.can_record_impostors)
    wrong = {}
    if reply.result not in PlatformReply.Result:
        wrong["result"] = "選んでください。"
    if not report.sent_at <= reply.replied_at <= now:
        wrong["replied_at"] = "通報した日時から、いままでの日時にしてください。"
    if wrong:
        raise ValidationError(wrong)
    kept = PlatformReply.objects.create(
        report=report,
        replied_at=reply.replied_at,
        result=reply.result,
        text=reply.text,
        evidence=_kept(reply.evidence, by, now),
        recorded_at=now,
        recorded_by=by.user,
    )
    words = f"{kept.get_result_display()}。{reply.text}".strip()
    _note(actions.RECORD_REPLY, impostor, words, by, now, happened_at=reply.replied_at)
    return kept


@dataclass(frozen=True)
class Looked:
    watched_at: datetime
    result: str
    note: str = ""
    evidence: Brought | None = None


@transaction.atomic
def watch_impostor(impostor: Impostor, looked: Looked, *, by: Actor, now: datetime) -> None:
    """Until gone, and some rounds more. What comes back opens its incident again."""
    impostor = _held(impostor, by, permissions.can_record_impostors)
    _refuse_wrong_round(impostor, looked, now)
    ImpostorWatch.objects.create(
        impostor=impostor,
        watched_at=looked.watched_at,
        result=looked.result,
        note=looked.note,
        evidence=_kept(looked.evidence, by, now),
        recorded_at=now,
        recorded_by=by.user,
    )
    _follow(impostor, is_gone=looked.result == Result.GONE, by=by, now=now)
    words = f"見守り：{Result(looked.result).label}。{looked.note}".strip()
    _note(actions.WATCH_IMPOSTOR, impostor, words, by, now, happened_at=looked.watched_at)


def _refuse_wrong_round(impostor: Impostor, looked: Looked, now: datetime) -> None:
    if impostor.status in {ImpostorStatus.FOUND, ImpostorStatus.MISTAKEN}:
        raise ValidationError("なりすましと判断したアカウントだけを、見守りに記録します。")
    wrong = {}
    if looked.result not in Result:
        wrong["result"] = "選んでください。"
    if looked.result == Result.CHANGED and is_blank(looked.note):
        wrong["note"] = "何が変わったかを書いてください。"
    if looked.watched_at > now:
        wrong["watched_at"] = "いままでの日時にしてください。"
    if wrong:
        raise ValidationError(wrong)


def _follow(impostor: Impostor, *, is_gone: bool, by: Actor, now: datetime) -> None:
    was_gone = impostor.status == ImpostorStatus.GONE
    rounds = impostor.rounds_gone + 1 if is_gone else 0
    next_on = watch_rule().next_day(localdate(now), is_gone=is_gone, rounds_gone=rounds)
    facts = {"next_watch_on": next_on, "rounds_gone": rounds}
    if is_gone == was_gone:
        Impostor.objects.filter(pk=impostor.pk).update(**facts)
    elif is_gone:
        impostor.move_to(ImpostorStatus.GONE, **facts, waiting_since=now)
    else:
        _came_back(impostor, facts, by, now)


def _came_back(impostor: Impostor, facts: dict, by: Actor, now: datetime) -> None:
    incident = impostor.incident
    if not incident.is_under_way:
        reason = f"なりすましアカウント「{impostor.shown}」が、ふたたび現れた。"
        reopen_in_step(incident, reason=reason, by=by, now=now)
    impostor.move_to(ImpostorStatus.RECURRED, **facts, waiting_since=now)
    told = section_of(incident, by) | {*people.holding(Post.CISO, today=by.today)}
    occasion = impostor.watches.count()
    enqueue(Kind.IMPOSTOR_RECURRED, told - {by.user}, about=impostor, occasion=occasion)


def _kept(brought: Brought | None, by: Actor, now: datetime):
    return files.keep(brought, by=by, now=now) if brought else None


def _held(impostor: Impostor, by: Actor, may) -> Impostor:
    incident = locked(impostor.incident)
    require(may, by, incident)
    impostor = (
        incident.impostors.select_related("service")
        .select_for_update(of=("self",))
        .get(pk=impostor.pk)
    )
    impostor.incident = incident
    return impostor


def _require_text(text: str, field: str, sentence: str) -> None:
    if is_blank(text):
        raise ValidationError({field: sentence})


def _note(
    action: str,
    impostor: Impostor,
    words: str,
    by: Actor,
    now: datetime,
    *,
    changes: dict | None = None,
    happened_at: datetime | None = None,
) -> None:
    """On the incident's time line as long as it is not closed; in the trail always."""
    incident = impostor.incident
    if not incident.is_closed:
        text = f"{impostor.shown}：{words}"
        write_down(incident, Entry.IMPOSTOR, text, by=by, now=now, happened_at=happened_at)
    state = {impostor.shown: (None, impostor.get_status_display())}
    record(action, incident, by=by, changes=state | (changes or {}), note=words, clause=CLAUSE)
