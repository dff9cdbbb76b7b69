"""4(3)オ・カ: the first report. It asks little, goes up at once, and brings its play-card along."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate

from accounts.models import OfficialAccount, StatusAlarm
from incidents import actions, cards, permissions
from incidents.cards import Card, Doer
from incidents.models import Incident, IncidentEvidence
from incidents.services import receiving, steps
from incidents.services.evidence import carry_over, keep_evidence, tell_evidence
from incidents.services.recording import Entry, record, write_down
from komae_sns.documents.evidence.several import Waiting
from komae_sns.documents.fiscal_year import fiscal_year, label
from komae_sns.documents.models import DocumentNumber
from komae_sns.documents.services import issue_serial
from komae_sns.notices.kinds import Kind
from komae_sns.notices.services import enqueue
from komae_sns.staff import people
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Department
from komae_sns.staff.permissions import require
from komae_sns.text import is_blank

When, Channel = Incident.When, Incident.Channel


@dataclass(frozen=True)
class FirstReport:
    """`department`: who answers to it, where no account says so."""

    kind: str
    what: str
    where: str = ""
    account: OfficialAccount | None = None
    department: Department | None = None
    happened_at: datetime | None = None
    happened_when: str = When.UNKNOWN
    channel: str = Channel.PORTAL
    told_by: str = ""
    told_at: datetime | None = None
    is_drill: bool = False
    alarm: StatusAlarm | None = None
    files: Sequence[Waiting] = ()


@transaction.atomic
def report(told: FirstReport, *, by: Actor, now: datetime) -> Incident:
    """Anybody; the head of the section that answers to it has received what they report."""
    require(permissions.can_report, by, told.account)
    if told.is_drill:
        require(permissions.can_hold_drill, by)
    return open_incident(told, by=by, now=now)


def open_incident(told: FirstReport, *, by: Actor, now: datetime) -> Incident:
    """In the step that found it, whoever took that step."""
    _refuse_wrong(told, now)
    card, department = cards.card(told.kind), _section(told)
    heads = people.heads_of(department, by.today)
    has_head = heads.exists()
    incident = Incident.objects.create(
        number=_number(card, department, told.is_drill, now),
        kind=card.key,
        kind_name=card.name,
        account=told.account,
        department=department,
        alarm=told.alarm,
        is_drill=told.is_drill,
        what=told.what,
        where=told.where.strip(),
        happened_at=told.happened_at,
        happened_when=told.happened_when,
        channel=told.channel,
        told_by=told.told_by,
        told_at=told.told_at,
        reported_by=by.user,
        recorded_at=now,
        waiting_since=now,
        head_due_at=now + receiving.patience(Doer.HEAD) if has_head else None,
        ciso_due_at=None if has_head else now + receiving.patience(Doer.CISO),
    )
    steps.lay_out(incident, card, now=now)
    added = keep_evidence(incident, told.files, by=by, now=now)
    added += _found_before(incident, told.alarm, by, now)
    write_down(
        incident,
        Entry.REPORT,
        told.what,
        by=by,
        now=now,
        happened_at=told.happened_at,
        is_about=told.happened_when == When.ABOUT,
    )
    _record(incident, by)
    tell_evidence(incident, added, by=by, now=now)
    _tell(incident, by)
    receiving.received_by_reporting(incident, by=by, now=now)
    return incident


def _found_before(
    incident: Incident, alarm: StatusAlarm | None, by: Actor, now: datetime
) -> list[IncidentEvidence]:
    """What the status check kept proves the incident too."""
    check = alarm.check_found_by if alarm else None
    if check is None or check.evidence is None:
        return []
    note = f"第{check.number}回の状態確認で保存したもの"
    return [carry_over(incident, check.evidence, note, by=by, now=now)]


def _refuse_wrong(told: FirstReport, now: datetime) -> None:
    wrong = {}
    if told.kind not in cards.cards():
        raise ValidationError({"kind": "選んでください。"})
    if is_blank(told.what):
        wrong["what"] = "何が起きているかを書いてください。"
    if cards.card(told.kind).concerns_account and told.account is None:
        wrong["account"] = "どのアカウントのことかを選んでください。"
    if told.account is None and told.department is None:
        wrong["department"] = "対応する課を選んでください。"
    if (told.happened_when == When.UNKNOWN) != (told.happened_at is None):
        wrong["happened_at"] = "日時を入れるか、「わからない」を選んでください。"
    elif told.happened_at and told.happened_at > now:
        wrong["happened_at"] = "いまより前の日時にしてください。"
    if told.channel != Channel.PORTAL:
        if is_blank(told.told_by):
            wrong["told_by"] = "知らせた人を書いてください。"
        if told.told_at is None or told.told_at > now:
            wrong["told_at"] = "知らせを受けた日時を、いままでの日時で入れてください。"
    if wrong:
        raise ValidationError(wrong)


def _section(told: FirstReport) -> Department:
    found = told.account.department if told.account else told.department
    return found.parent if found.section_id != found.pk else found


def _number(card: Card, department: Department, is_drill: bool, now: datetime) -> DocumentNumber:
    """Drills are counted apart: the real ones have no gaps."""
    year = fiscal_year(localdate(now))
    return issue_serial(
        "訓練" if is_drill else "事案",
        department,
        pattern=cards.number_pattern(is_drill=is_drill),
        title=f"{label(year)}の事案（{card.name}）",
        now=now,
    )


def _record(incident: Incident, by: Actor) -> None:
    changes = {
        "事案番号": (None, incident.number.text),
        "種類": (None, incident.kind_name),
        "課": (None, incident.department.full_name),
        "どこで": (None, incident.where),
        "訓練": (None, "訓練" if incident.is_drill else ""),
    }
    changes = {name: pair for name, pair in changes.items() if pair[1]}
    record(actions.REPORT, incident, by=by, changes=changes)


def _tell(incident: Incident, by: Actor) -> None:
    """Its section and the account's manager; where nobody heads the section, the CISO at once."""
    told = receiving.section_of(incident, by)
    enqueue(Kind.INCIDENT_REPORTED, told, about=incident)
    if incident.head_due_at is None and incident.alarm is None:  # a 異常 tells the CISO itself
        receiving.tell_ciso(incident, by)
