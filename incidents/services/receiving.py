"""4(3)オ・カ: manager → head → CISO, each 受領 with its time and its names."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.services import status_alarms
from incidents import actions, cards, permissions
from incidents.cards import Doer
from incidents.models import Incident
from incidents.services.locking import locked
from incidents.services.recording import Entry, record, write_down
from incidents.status import IncidentStatus, StepStatus
from komae_sns.notices.kinds import Kind
from komae_sns.notices.services import enqueue
from komae_sns.staff import people
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require
from komae_sns.staff.posts import Post
from komae_sns.text import is_blank


def patience(who: Doer) -> timedelta:
    return timedelta(hours=cards.hours_until_received(who))


@transaction.atomic
def receive_as_head(incident: Incident, *, by: Actor, now: datetime) -> None:
    """The head has it and passes it up at once. Twice is once."""
    incident = locked(incident)
    require(permissions.can_receive_as_head, by, incident)
    if incident.head_received_at is None:
        _take_as_head(incident, by, now)


@transaction.atomic
def receive_as_ciso(incident: Incident, *, instruction: str = "", by: Actor, now: datetime) -> None:
    """The CISO has it, from the head or before the head; what they instruct goes to the section."""
    incident = locked(incident)
    require(permissions.can_answer_as_ciso, by)
    if incident.ciso_received_at is None:
        _take_as_ciso(incident, by, now)
    if not is_blank(instruction):
        _instruct(incident, instruction, by, now)


@transaction.atomic
def instruct(incident: Incident, text: str, *, by: Actor, now: datetime) -> None:
    """The CISO tells the section what to do; the section is told at once."""
    incident = locked(incident)
    require(permissions.can_answer_as_ciso, by)
    incident.require_under_way()
    if is_blank(text):
        raise ValidationError({"text": "指示を書いてください。"})
    if incident.ciso_received_at is None:
        _take_as_ciso(incident, by, now)
    _instruct(incident, text, by, now)


def received_by_reporting(incident: Incident, *, by: Actor, now: datetime) -> None:
    """Who reports has heard of it: the head, or the CISO, receives in the same moment."""
    if by.in_person.heads(incident.department):
        _take_as_head(incident, by, now)
    if by.in_person.holds(Post.CISO):
        _take_as_ciso(incident, by, now)


def _take_as_head(incident: Incident, by: Actor, now: datetime) -> None:
    facts = {
        "head_received_at": now,
        "head_received_by": by.user,
        "head_received_for": by.on_behalf_of,
    }
    if incident.status == IncidentStatus.REPORTED:
        facts |= {"waiting_since": now, "ciso_due_at": now + patience(Doer.CISO)}
        incident.move_to(IncidentStatus.WITH_HEAD, **facts)
        tell_ciso(incident, by)
    else:
        incident.require_under_way()
        _store(incident, facts)
    write_down(incident, Entry.HEAD_RECEIVED, "所属長として受領した。", by=by, now=now)
    record(actions.RECEIVE_AS_HEAD, incident, by=by)


def _take_as_ciso(incident: Incident, by: Actor, now: datetime) -> None:
    incident.move_to(
        IncidentStatus.WITH_CISO,
        ciso_received_at=now,
        ciso_received_by=by.user,
        ciso_received_for=by.on_behalf_of,
        waiting_since=now,
    )
    words = "統括情報セキュリティ責任者として受領した。"
    write_down(incident, Entry.CISO_RECEIVED, words, by=by, now=now)
    record(actions.RECEIVE_AS_CISO, incident, by=by)
    if incident.alarm:
        said = f"{incident.number}として対応する。"
        status_alarms.received_with_incident(incident.alarm, instruction=said, by=by, now=now)
    _tell_section(Kind.INCIDENT_RECEIVED, incident, by, occasion="")
    if incident.steps.exclude(status=StepStatus.WAITING).exists():
        respond(incident, now=now)


def _instruct(incident: Incident, text: str, by: Actor, now: datetime) -> None:
    entry = write_down(incident, Entry.INSTRUCTION, text, by=by, now=now)
    record(actions.INSTRUCT, incident, by=by, note=text)
    _tell_section(Kind.INCIDENT_INSTRUCTED, incident, by, occasion=entry.pk)
    respond(incident, now=now)


def respond(incident: Incident, *, now: datetime) -> None:
    """対応中: received by the CISO, and something is being done. By itself, no click for it."""
    if incident.status == IncidentStatus.WITH_CISO:
        incident.move_to(IncidentStatus.RESPONDING, waiting_since=now)


def _store(incident: Incident, facts: dict[str, object]) -> None:
    Incident.objects.filter(pk=incident.pk).update(**facts)
    for name, value in facts.items():
        setattr(incident, name, value)


def tell_ciso(incident: Incident, by: Actor) -> None:
    told = people.holding(Post.CISO, today=by.today)
    if not told.exists():
        told = people.secretariat(by.today)
    enqueue(Kind.INCIDENT_FOR_CISO, told.exclude(pk=by.user.pk), about=incident)


def section_of(incident: Incident, by: Actor) -> set:
    """Who works on it: the section, the account's manager and those who post for it."""
    told = {*people.workers_of(incident.department, by.today)}
    if account := incident.account:
        told |= {o.user for o in account.operators.on(by.today).select_related("user")}
        if account.has_manager_on(by.today):
            told.add(account.manager.user)
    return {person for person in told if person.is_active and person != by.user}


def _tell_section(kind: Kind, incident: Incident, by: Actor, *, occasion: object) -> None:
    enqueue(kind, section_of(incident, by), about=incident, occasion=occasion)
