"""収束, 終結 and 再開: the head says it is over, the CISO closes it, it may begin again."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.services import status_alarms
from incidents import actions, permissions
from incidents.cards import ENDS_A_HIJACK, HIJACK
from incidents.models import Incident, Reopening
from incidents.services.locking import locked
from incidents.services.receiving import section_of
from incidents.services.recording import Entry, record, write_down
from incidents.status import IncidentStatus, StepStatus
from komae_sns.notices.kinds import Kind
from komae_sns.notices.services import enqueue
from komae_sns.staff import people
from komae_sns.staff.actors import Actor, actor_of
from komae_sns.staff.models import Department, User
from komae_sns.staff.permissions import require
from komae_sns.staff.posts import Post
from komae_sns.text import is_blank


@transaction.atomic
def resolve(incident: Incident, *, outcome: str, by: Actor, now: datetime) -> None:
    """収束: every step is done or does not apply."""
    incident = locked(incident)
    require(permissions.can_resolve, by, incident)
    incident.require_move(IncidentStatus.RESOLVED)
    if is_blank(outcome):
        raise ValidationError({"outcome": "対応と結果を書いてください。"})
    if left := incident.steps.waiting().in_order().first():
        raise ValidationError(f"「{left.title}」がまだ済んでいません。")
    _refuse_unfinished_hijack(incident)
    write_down(incident, Entry.RESOLVED, outcome, by=by, now=now)
    incident.move_to(
        IncidentStatus.RESOLVED,
        outcome=outcome,
        resolved_at=now,
        resolved_by=by.user,
        resolved_for=by.on_behalf_of,
        waiting_since=now,
    )
    incident.save(update_fields=["search_key"])  # the outcome is searched
    record(actions.RESOLVE, incident, by=by, note=outcome)
    told = _above(by)
    enqueue(Kind.INCIDENT_RESOLVED, told, about=incident, occasion=incident.round)


def _refuse_unfinished_hijack(incident: Incident) -> None:
    """Also where another card, from before the kind was corrected, let a step not apply."""
    if incident.kind != HIJACK:
        return
    done = {*incident.steps.filter(status=StepStatus.DONE).values_list("act", flat=True)}
    if missing := [act.label for act in ENDS_A_HIJACK if act not in done]:
        raise ValidationError(
            f"乗っ取りは、「{'」「'.join(missing)}」が済むまで、収束にできません。"
            "「該当なし」とした手順は、取り消してから済ませてください。"
        )


@transaction.atomic
def close(incident: Incident, *, conclusion: str, by: Actor, now: datetime) -> None:
    """終結: nothing more is added but a reopening."""
    incident = locked(incident)
    require(permissions.can_close, by, incident)
    incident.require_move(IncidentStatus.CLOSED)
    if left := incident.impostors.not_over().with_names().order_by("pk").first():
        raise ValidationError(
            f"なりすましアカウント「{left.shown}」が、まだ終わっていません（{left.get_status_display()}）。"
        )
    words = conclusion if not is_blank(conclusion) else "終結した。"
    write_down(incident, Entry.CLOSED, words, by=by, now=now)
    incident.move_to(
        IncidentStatus.CLOSED,
        conclusion=conclusion,
        closed_at=now,
        closed_by=by.user,
        waiting_since=now,
    )
    record(actions.CLOSE, incident, by=by, note=conclusion)
    if incident.alarm:
        outcome = incident.outcome
        status_alarms.settled_with_incident(incident.alarm, outcome=outcome, by=by, now=now)
    told = section_of(incident, by) | _reporter(incident, by)
    enqueue(Kind.INCIDENT_CLOSED, told - {by.user}, about=incident, occasion=incident.round)


@transaction.atomic
def reopen(incident: Incident, *, reason: str, by: Actor, now: datetime) -> None:
    """再開: it came back, or was not over. The reason is a row before anything else moves."""
    incident = locked(incident)
    require(permissions.can_reopen, by, incident)
    incident.require_move(IncidentStatus.RESPONDING)
    if is_blank(reason):
        raise ValidationError({"reason": "再開する理由を書いてください。"})
    if incident.is_under_way:
        raise ValidationError("この事案は、まだ収束していません。")
    reopen_in_step(incident, reason=reason, by=by, now=now)


def reopen_in_step(incident: Incident, *, reason: str, by: Actor, now: datetime) -> None:
    """In the step that found it was not over, whoever took that step."""
    Reopening.objects.create(
        incident=incident,
        round=incident.round,
        reason=reason,
        reopened_by=by.user,
        reopened_at=now,
    )
    unsaid = {"outcome": "", "resolved_at": None, "resolved_by": None, "resolved_for": None}
    unsaid |= {"conclusion": "", "closed_at": None, "closed_by": None}
    incident.move_to(
        IncidentStatus.RESPONDING, round=incident.round + 1, waiting_since=now, **unsaid
    )
    incident.department = _section_of_today(incident, by)
    incident.save(update_fields=["search_key", "department"])
    write_down(incident, Entry.REOPENED, reason, by=by, now=now)
    record(actions.REOPEN, incident, by=by, note=reason)
    told = section_of(incident, by) | _above(by)
    enqueue(Kind.INCIDENT_REOPENED, told, about=incident, occasion=incident.round)


def _section_of_today(incident: Incident, by: Actor) -> Department:
    """A section that has ended answers to nothing: whoever has the account does, or its heir."""
    section = incident.department
    if section.ends_on is None or section.ends_on >= by.today:
        return section
    if incident.account:
        return incident.account.department
    heirs = list(section.successors.on(by.today)[:2])
    return heirs[0] if len(heirs) == 1 else section


def _reporter(incident: Incident, by: Actor) -> set[User]:
    """As long as they may see it: a contract may be over, or another holds the account."""
    person = incident.reported_by
    seen = Incident.objects.visible_to(actor_of(person, by.today)).filter(pk=incident.pk)
    return {person} if person.is_active and seen.exists() else set()


def _above(by: Actor) -> set[User]:
    told = people.holding(Post.CISO, today=by.today)
    found = {*told} or {*people.secretariat(by.today)}
    return found - {by.user}
