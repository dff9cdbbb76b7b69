"""見本第7条2: a warning is written from the incident, let out by another, corrected, ended."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate

from incidents import actions, permissions
from incidents.cards import Act
from incidents.impostor_rules import days_a_warning_stands
from incidents.models import Impostor, Incident, PublicWarning, WarningVersion
from incidents.services.locking import locked
from incidents.services.receiving import section_of
from incidents.services.recording import Entry, record, write_down
from incidents.services.steps import done_by_itself
from incidents.status import IMPOSTOR_KNOWN, WarningStatus
from komae_sns.notices.kinds import Kind
from komae_sns.notices.services import enqueue
from komae_sns.staff import people
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import User
from komae_sns.staff.permissions import require
from komae_sns.staff.posts import Post
from komae_sns.text import is_blank, is_invisible

CLAUSE = "見本第7条2"
STALE = "ほかの人が書きかえました。いまの文を読みなおしてください。"
JOINS_EMOJI = "\u200d"
NO_DRILL = "訓練では、市民に知らせません。文の案までです。"


@dataclass(frozen=True)
class Words:
    title: str
    body: str
    impostors: Collection[Impostor] = ()
    because: str = ""


@transaction.atomic
def write_warning(incident: Incident, words: Words, *, by: Actor, now: datetime) -> PublicWarning:
    incident = locked(incident)
    require(permissions.can_write_warnings, by, incident)
    incident.require_open()
    _refuse_wrong(incident, words)
    warning = PublicWarning.objects.create(
        incident=incident,
        status=WarningStatus.DRAFT,
        title=words.title.strip(),
        body=words.body,
        written_by=by.user,
        written_at=now,
        waiting_since=now,
    )
    warning.impostors.set(words.impostors)
    _note(actions.WRITE_WARNING, warning, "注意喚起の案を書いた", by, now)
    return warning


@transaction.atomic
def rewrite_warning(
    warning: PublicWarning, words: Words, *, edit_number: int, by: Actor, now: datetime
) -> PublicWarning:
    """The draft, or what is to replace the public text; that one stays public meanwhile."""
    warning = _held(warning, by, permissions.can_write_warnings)
    _require_read(warning, edit_number)
    _refuse_wrong(warning.incident, words, is_correction=warning.public_version_id is not None)
    if warning.status == WarningStatus.PUBLISHED:
        warning.move_to(WarningStatus.CORRECTING, waiting_since=now)
    if not warning.is_written:
        raise ValidationError("いまは書きかえられません。決裁から戻してください。")
    facts = {
        "title": words.title.strip(),
        "body": words.body,
        "because": words.because.strip(),
        "edit_number": edit_number + 1,
        "written_by": by.user,
        "written_at": now,
    }
    for name, value in facts.items():
        setattr(warning, name, value)
    warning.save(update_fields=list(facts))
    warning.impostors.set(words.impostors)
    done = "注意喚起の訂正の案を書いた" if warning.is_public else "注意喚起の案を直した"
    _note(actions.WRITE_WARNING, warning, done, by, now)
    return warning


@transaction.atomic
def submit_warning(warning: PublicWarning, *, edit_number: int, by: Actor, now: datetime) -> None:
    warning = _held(warning, by, permissions.can_write_warnings)
    _require_read(warning, edit_number)
    if warning.incident.is_drill:
        raise ValidationError(NO_DRILL)
    is_first = warning.public_version_id is None
    warning.move_to(
        WarningStatus.WAITING if is_first else WarningStatus.CORRECTION_WAITING,
        submitted_by=by.user,
        submitted_for=by.on_behalf_of,
        submitted_at=now,
        returned_because="",
        waiting_since=now,
    )
    _note(actions.SUBMIT_WARNING, warning, "注意喚起を決裁に出した", by, now)
    enqueue(
        Kind.WARNING_SUBMITTED,
        _approvers(by) - {by.user, warning.written_by},
        about=warning,
        occasion=f"{warning.edit_number}",
    )


@transaction.atomic
def return_warning(
    warning: PublicWarning, *, reason: str, edit_number: int, by: Actor, now: datetime
) -> None:
    warning = _held(warning, by)
    require(permissions.can_approve_warnings, by)
    _require_read(warning, edit_number)
    warning.require_waiting()
    if is_blank(reason):
        raise ValidationError({"reason": "直してほしいことを書いてください。"})
    is_first = warning.public_version_id is None
    warning.move_to(
        WarningStatus.DRAFT if is_first else WarningStatus.CORRECTING,
        returned_because=reason,
        waiting_since=now,
    )
    _note(actions.RETURN_WARNING, warning, f"注意喚起を差し戻した。{reason}", by, now)
    told = {warning.written_by, warning.submitted_by} - {by.user}
    occasion = f"{warning.edit_number}"
    enqueue(Kind.WARNING_RETURNED, told, about=warning, occasion=occasion)


@transaction.atomic
def publish_warning(
    warning: PublicWarning, *, edit_number: int, by: Actor, now: datetime
) -> WarningVersion:
    """What was read is what is public: another text is refused."""
    warning = _held(warning, by)
    require(permissions.can_publish_warning, by, warning)
    _require_read(warning, edit_number)
    if warning.incident.is_drill:
        raise ValidationError(NO_DRILL)
    warning.require_waiting()
    _refuse_unjudged(warning)
    number = warning.versions.count() + 1
    version = WarningVersion.objects.create(
        warning=warning,
        number=number,
        title=warning.title,
        body=warning.body,
        because=warning.because if number > 1 else "",
        named=[_named(impostor) for impostor in warning.impostors.with_names().order_by("pk")],
        submitted_by=warning.submitted_by,
        submitted_for=warning.submitted_for,
        approved_by=by.user,
        approved_for=by.on_behalf_of,
        published_at=now,
    )
    warning.move_to(
        WarningStatus.PUBLISHED,
        public_version=version,
        published_at=warning.published_at or now,
        look_again_on=localdate(now) + timedelta(days=days_a_warning_stands()),
        because="",
        waiting_since=now,
    )
    done = "注意喚起を公開した" if number == 1 else f"注意喚起を訂正した。{version.because}"
    _note(actions.PUBLISH_WARNING, warning, done, by, now)
    said = f"注意喚起「{version.title}」を公開した"
    done_by_itself(warning.incident, Act.TELL_CITIZENS, said, by=by, now=now, done_at=now)
    told = section_of(warning.incident, by) | {*people.secretariat(by.today)}
    enqueue(Kind.WARNING_PUBLISHED, told - {by.user}, about=warning, occasion=str(number))
    return version


@transaction.atomic
def keep_warning(warning: PublicWarning, *, by: Actor, now: datetime) -> None:
    """It still holds: to be looked at again later."""
    warning = _held(warning, by)
    require(permissions.can_approve_warnings, by)
    if not warning.is_public:
        raise ValidationError("公開中の注意喚起ではありません。")
    day = localdate(now) + timedelta(days=days_a_warning_stands())
    PublicWarning.objects.filter(pk=warning.pk).update(look_again_on=day)
    _note(actions.PUBLISH_WARNING, warning, "注意喚起を続けることを確かめた", by, now)


@transaction.atomic
def end_warning(
    warning: PublicWarning, status: WarningStatus, *, reason: str, by: Actor, now: datetime
) -> None:
    """解除 (over), 取下げ (was wrong) or 取りやめ (never public); the texts stay to be read."""
    warning = _held(warning, by)
    if status == WarningStatus.DROPPED:
        require(permissions.can_write_warnings, by, warning.incident)
    else:
        require(permissions.can_approve_warnings, by)
    warning.require_move(status)
    if is_blank(reason):
        raise ValidationError({"reason": "理由を書いてください。"})
    if unseen := _unseen(reason):
        raise ValidationError({"reason": unseen})
    warning.move_to(
        status,
        ended_at=now,
        ended_by=by.user,
        ended_because=reason,
        look_again_on=None,
        waiting_since=now,
    )
    words = f"注意喚起を{status.label}にした。{reason}"
    _note(actions.END_WARNING, warning, words, by, now)
    told = section_of(warning.incident, by) | {*people.secretariat(by.today)}
    if status != WarningStatus.DROPPED:
        enqueue(Kind.WARNING_ENDED, told - {by.user}, about=warning)


def _named(impostor: Impostor) -> dict[str, str]:
    return {
        "shown": impostor.shown,
        "url": impostor.url,
        "service": impostor.service.name if impostor.service else "",
        "status": impostor.get_status_display(),
    }


def _held(warning: PublicWarning, by: Actor, may=None) -> PublicWarning:
    incident = locked(warning.incident)
    if may:
        require(may, by, incident)
    warning = (
        incident.warnings.select_related("submitted_by", "submitted_for", "written_by")
        .select_for_update(of=("self",))
        .get(pk=warning.pk)
    )
    warning.incident = incident
    return warning


def _require_read(warning: PublicWarning, edit_number: int) -> None:
    if warning.edit_number != edit_number:
        raise ValidationError(STALE)


def _refuse_wrong(incident: Incident, words: Words, *, is_correction: bool = False) -> None:
    wrong = {}
    for name, text in (("title", words.title), ("body", words.body)):
        if is_blank(text):
            wrong[name] = "入力してください。"
        elif unseen := _unseen(text):
            wrong[name] = unseen
    if unseen := _unseen(words.because):
        wrong["because"] = unseen
    if is_correction and is_blank(words.because):
        wrong["because"] = "訂正の理由を書いてください。市民にも見えます。"
    if any(impostor.incident_id != incident.pk for impostor in words.impostors):
        wrong["impostors"] = "この事案のアカウントだけを選べます。"
    elif any(impostor.status not in IMPOSTOR_KNOWN for impostor in words.impostors):
        wrong["impostors"] = "なりすましと判断したアカウントだけを名ざしできます。"
    if wrong:
        raise ValidationError(wrong)


def _unseen(text: str) -> str:
    """What turns the reading direction, or hides, is not told to citizens; emoji may be joined."""
    found = next((c for c in text if is_invisible(c) and c != JOINS_EMOJI), "")
    if not found:
        return ""
    return f"目に見えない文字（U+{ord(found):04X}）が入っています。消すか、打ち直してください。"


def _refuse_unjudged(warning: PublicWarning) -> None:
    """Judged to be honest after all, since the text was written."""
    for impostor in warning.impostors.with_names().order_by("pk"):
        if impostor.status not in IMPOSTOR_KNOWN:
            raise ValidationError(
                f"「{impostor.shown}」は、いまは「{impostor.get_status_display()}」です。"
                "差し戻して、名ざしから外してください。"
            )


def _approvers(by: Actor) -> set[User]:
    return {*people.holding(Post.CISO, Post.SECRETARIAT, today=by.today)}


def _note(action: str, warning: PublicWarning, words: str, by: Actor, now: datetime) -> None:
    """On the incident's time line as long as it is not closed; in the trail always."""
    incident = warning.incident
    if not incident.is_closed:
        text = f"{words}（「{warning.title}」）"
        write_down(incident, Entry.PUBLIC, text, by=by, now=now)
    changes = {warning.title: (None, warning.get_status_display())}
    record(action, incident, by=by, changes=changes, note=words, clause=CLAUSE)
