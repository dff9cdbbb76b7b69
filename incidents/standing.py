"""Whose turn it is with an incident, since when, and the one thing this person can do next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from incidents import permissions, remaining
from incidents.cards import Act, Proof
from incidents.models import Incident, IncidentEvidence, IncidentStep
from incidents.status import IncidentStatus, StepStatus
from komae_sns.staff import people
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import User

AGAIN = (
    "再開しました。もう一度することは、その手順を開いて記録を取り消すか、「手順を足す」で足します。"
)


@dataclass(frozen=True)
class Next:
    """`is_step`: pressed at once; else the button leads to a page. `left`: how long is left."""

    label: str
    url: str
    is_step: bool = False
    left: str = ""
    is_late: bool = False


@dataclass(frozen=True)
class StepRow:
    """`brought`: files that prove it already, so that a person has only to confirm."""

    step: IncidentStep
    waits_for: IncidentStep | None
    may: bool
    left: str
    is_late: bool
    brought: int


@dataclass(frozen=True)
class Standing:
    turn: str
    next: Next | None
    rows: Sequence[StepRow]
    done: int

    @property
    def left_over(self) -> int:
        return len(self.rows) - self.done


def standing_of(
    incident: Incident,
    steps: Sequence[IncidentStep],
    evidence: Sequence[IncidentEvidence],
    actor: Actor,
    now: datetime,
) -> Standing:
    """`steps`: in order, with the first need of each; no query for each."""
    rows = _rows(incident, steps, evidence, actor, now)
    settled = sum(not row.step.is_waiting for row in rows)
    return Standing(_turn(incident, rows, actor), _next(incident, rows, actor, now), rows, settled)


def _rows(
    incident: Incident,
    steps: Sequence[IncidentStep],
    evidence: Sequence[IncidentEvidence],
    actor: Actor,
    now: datetime,
) -> list[StepRow]:
    by_pk = {step.pk: step for step in steps}
    may_of: dict[str, bool] = {}
    rows = []
    for step in steps:
        step.incident = incident
        if step.who not in may_of:
            settles = incident.is_under_way and permissions.can_settle_step(actor, step)
            may_of[step.who] = settles
        waits_for = _waits_for(step, steps, by_pk) if step.is_waiting else None
        due = step.due_at if step.is_waiting and incident.is_under_way else None
        rows.append(
            StepRow(
                step,
                waits_for,
                may_of[step.who],
                remaining.in_words(due, now) if due else "",
                bool(due and due < now) and waits_for is None,
                _brought(step, evidence),
            )
        )
    return rows


def _brought(step: IncidentStep, evidence: Sequence[IncidentEvidence]) -> int:
    asks = step.is_waiting and step.proof == Proof.FILE
    return sum(each.proves(step) for each in evidence) if asks else 0


def _waits_for(
    step: IncidentStep, steps: Sequence[IncidentStep], by_pk: dict[int, IncidentStep]
) -> IncidentStep | None:
    if step.first_need:
        return by_pk[step.first_need]
    evidence = [s for s in steps if s.act == Act.EVIDENCE]
    if step.act == Act.DELETE and not any(s.status == StepStatus.DONE for s in evidence):
        return next(iter(evidence), None)
    return None


def _next(incident: Incident, rows: Sequence[StepRow], actor: Actor, now: datetime) -> Next | None:
    if incident.is_under_way:
        received = _receipt(incident, actor, now)
        return received or _step(incident, rows) or _end(incident, rows, actor)
    if incident.is_resolved and permissions.can_close(actor, incident):
        return Next("収束を確かめて、終結する", _address("incident-close", incident))
    return None


def _receipt(incident: Incident, actor: Actor, now: datetime) -> Next | None:
    if incident.head_received_at is None and permissions.can_receive_as_head(actor, incident):
        goes_up = incident.ciso_received_at is None
        label = "受領して、統括責任者に上げる" if goes_up else "所属長として受領する"
        address = _address("incident-receive", incident)
        return Next(label, address, is_step=True, **_left(incident.head_due_at, now))
    if incident.ciso_received_at is None and permissions.can_answer_as_ciso(actor):
        address = _address("incident-receive-ciso", incident)
        return Next("受領し、課へ指示する", address, **_left(incident.ciso_due_at, now))
    return None


def _left(due: datetime | None, now: datetime) -> dict[str, object]:
    return {"left": remaining.in_words(due, now), "is_late": due < now} if due else {}


def _step(incident: Incident, rows: Sequence[StepRow]) -> Next | None:
    open_ones = (r for r in rows if r.step.is_waiting and r.may and r.waits_for is None)
    row = next(open_ones, None)
    if row is None:
        return None
    label = f"「{row.step.title}」を記録する"
    if row.brought:
        label = f"保存されている{row.brought}件を確かめて、「{row.step.title}」を済みにする"
    address = reverse("incidents:incident-step", args=[incident.pk, row.step.pk])
    return Next(label, address, left=row.left, is_late=row.is_late)


def _end(incident: Incident, rows: Sequence[StepRow], actor: Actor) -> Next | None:
    is_done = not any(row.step.is_waiting for row in rows)
    is_answered = incident.status == IncidentStatus.RESPONDING
    if is_done and is_answered and permissions.can_resolve(actor, incident):
        return Next("収束を報告する", _address("incident-resolve", incident))
    return None


def _address(name: str, incident: Incident) -> str:
    return reverse(f"incidents:{name}", args=[incident.pk])


def _turn(incident: Incident, rows: Sequence[StepRow], actor: Actor) -> str:
    match incident.status:
        case IncidentStatus.CLOSED:
            return "終結しました。"
        case IncidentStatus.RESOLVED:
            return f"{_named(_ciso(actor))}が、収束を確かめて終結するのを待っています。"
        case IncidentStatus.REPORTED if incident.head_due_at:
            heads = people.heads_of(incident.department, actor.today)
            return f"{incident.department.name}の所属長（{_named(heads)}）の受領を待っています。"
        case IncidentStatus.REPORTED | IncidentStatus.WITH_HEAD:
            return f"{_named(_ciso(actor))}の受領を待っています。"
    waiting = [row for row in rows if row.step.is_waiting]
    if not waiting:
        resolving = f"{incident.department.name}の所属長が、収束を報告するのを待っています。"
        return resolving if _is_taken_up(incident, rows) else f"{AGAIN}済んでいれば、{resolving}"
    first = next((row for row in waiting if row.waits_for is None), waiting[0])
    who = first.step.get_who_display()
    doer = incident.department.name if who == "運用する課" else who
    return f"{doer}が、手順を進めています（残り{len(waiting)}）。"


def _is_taken_up(incident: Incident, rows: Sequence[StepRow]) -> bool:
    """Something was done since it began again, if it ever did: what was ticked before says less."""
    since = incident.waiting_since
    return incident.round == 1 or any(row.step.settled_at >= since for row in rows)


def _ciso(actor: Actor) -> object:
    return actor.cisos or people.secretariat(actor.today)


def _named(persons: object) -> str:
    found: list[User] = list(persons)
    return "、".join(person.name for person in found) or "統括情報セキュリティ責任者"
