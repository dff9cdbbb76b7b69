"""The play-card's steps: laid out with the report, done in their order, or said not to apply."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate

from accounts.models import Connection, CredentialChange
from accounts.services import access
from accounts.services.locking import locked as hold_account
from incidents import actions, permissions
from incidents.cards import Act, Card, Proof
from incidents.models import Incident, IncidentEvidence, IncidentStep, StepNeed
from incidents.services import receiving
from incidents.services.evidence import keep_evidence, require_proof, tell_evidence
from incidents.services.locking import locked
from incidents.services.recording import Entry, record, write_down
from incidents.status import StepStatus
from komae_sns.documents.evidence.several import Waiting
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import User
from komae_sns.staff.permissions import require
from komae_sns.text import is_blank


@dataclass(frozen=True)
class Done:
    """`done_at`: when it was done, where that was earlier than now. What was cut, and who changed
    the password, goes to the ledgers of the account too.
    """

    note: str = ""
    url: str = ""
    done_at: datetime | None = None
    cut: Sequence[Connection] = ()
    changed_by: User | None = None
    files: Sequence[Waiting] = ()


def lay_out(incident: Incident, card: Card, *, now: datetime) -> None:
    """As rows of the incident: a card that changes later changes nothing here.

    What the incident has already, from another card, is not asked again.
    """
    there = {step.key: step for step in incident.steps.all()}
    wanted = [plan for plan in card.steps if plan.key not in there]
    IncidentStep.objects.bulk_create(
        IncidentStep(
            incident=incident,
            number=number,
            key=plan.key,
            act=plan.act,
            title=plan.title,
            how=plan.how,
            clause=plan.clause,
            who=plan.who,
            proof=plan.proof,
            may_not_apply=plan.may_not_apply,
            due_at=now + timedelta(minutes=plan.minutes) if plan.minutes else None,
        )
        for number, plan in enumerate(wanted, start=len(there) + 1)
    )
    rows = {step.key: step for step in incident.steps.all()}
    StepNeed.objects.bulk_create(
        StepNeed(step=rows[plan.key], needed=rows[key]) for plan in wanted for key in plan.after
    )


@transaction.atomic
def do_step(step: IncidentStep, done: Done, *, by: Actor, now: datetime) -> IncidentStep:
    """済: in the order of the card, with its proof. The database holds both."""
    step = _held(step, by)
    if step.incident.account and (done.cut or done.changed_by):
        hold_account(step.incident.account)
    _refuse_wrong(step, done, now)
    added = keep_evidence(step.incident, done.files, step=step, by=by, now=now)
    require_proof(step)
    tell_evidence(step.incident, added, step=step, by=by, now=now)
    step.move_to(
        StepStatus.DONE,
        done_at=done.done_at or _proved_at(step, added) or now,
        note=done.note,
        url=done.url.strip(),
        **_recorded(by, now),
    )
    said = [f"「{step.title}」を済ませた", done.note, done.url.strip(), *map(str, done.cut)]
    words = _sentences(filter(None, said))
    at = done.done_at
    write_down(step.incident, Entry.STEP, words, by=by, now=now, step=step, happened_at=at)
    _record(actions.DO_STEP, step, by, done.note)
    _keep_ledgers(step, done, by, now)
    receiving.respond(step.incident, now=now)
    return step


def _proved_at(step: IncidentStep, added: Sequence[IncidentEvidence]) -> datetime | None:
    """When the screen was saved, where somebody had done so and this only confirms it."""
    if step.proof != Proof.FILE or added:
        return None
    return IncidentEvidence.objects.proving(step).in_order().first().saved_at


def done_by_itself(
    incident: Incident, act: Act, note: str, *, by: Actor, now: datetime, done_at: datetime
) -> None:
    """In the step that did it, recorded elsewhere on the incident: nobody types it twice."""
    if not incident.is_under_way:
        return
    for step in incident.steps.waiting().of_act(act).in_order():
        step.incident = incident
        if step.proof == Proof.FILE or in_the_way(step):
            continue
        step.move_to(StepStatus.DONE, done_at=done_at, note=note, **_recorded(by, now))
        words = f"「{step.title}」を済ませた。{note}"
        write_down(incident, Entry.STEP, words, by=by, now=now, step=step, happened_at=done_at)
        _record(actions.DO_STEP, step, by, note)
        receiving.respond(incident, now=now)


@transaction.atomic
def skip_step(step: IncidentStep, *, reason: str, by: Actor, now: datetime) -> IncidentStep:
    """該当なし, with the reason and by whom."""
    step = _held(step, by)
    if not step.may_not_apply:
        raise ValidationError("この手順は「該当なし」にできません。")
    if is_blank(reason):
        raise ValidationError({"reason": "該当しない理由を書いてください。"})
    step.move_to(StepStatus.NOT_APPLICABLE, note=reason, **_recorded(by, now))
    words = f"「{step.title}」は該当なし。{reason}"
    write_down(step.incident, Entry.STEP, words, by=by, now=now, step=step)
    _record(actions.SKIP_STEP, step, by, reason)
    return step


@transaction.atomic
def take_step_back(step: IncidentStep, *, reason: str, by: Actor, now: datetime) -> IncidentStep:
    """It was ticked by mistake; what was written stays on the time line."""
    step = _held(step, by)
    if is_blank(reason):
        raise ValidationError({"reason": "取り消す理由を書いてください。"})
    if later := _relying_on(step):
        raise ValidationError(f"先に「{later.title}」の記録を取り消してください。")
    unsettled = {"settled_at": None, "settled_by": None, "settled_for": None}
    step.move_to(StepStatus.WAITING, done_at=None, note="", url="", **unsettled)
    words = f"「{step.title}」の記録を取り消した。{reason}"
    write_down(step.incident, Entry.STEP, words, by=by, now=now, step=step)
    _record(actions.TAKE_STEP_BACK, step, by, reason)
    return step


def _sentences(said: Iterable[str]) -> str:
    """As typed, each ended before the next begins."""
    words = ""
    for part in said:
        words += part if not words or words.endswith("。") else f"。{part}"
    return words


def _keep_ledgers(step: IncidentStep, done: Done, by: Actor, now: datetime) -> None:
    day = localdate(done.done_at or now)
    for connection in done.cut:
        access.cut(connection, ends_on=day, by=by, now=now)
    if done.changed_by:
        access.record_credential_change(
            step.incident.account,
            changed_on=day,
            changed_by=done.changed_by,
            reason=CredentialChange.Reason.SUSPECTED,
            unlike_others=True,
            by=by,
            now=now,
        )


def in_the_way(step: IncidentStep) -> IncidentStep | None:
    """What has to be settled before this step, the first of it."""
    waiting = IncidentStep.objects.filter(needed_by__step=step).waiting()
    if found := waiting.in_order().first():
        return found
    if step.act == Act.DELETE:
        evidence = step.incident.steps.of_act(Act.EVIDENCE).in_order()
        if not evidence.filter(status=StepStatus.DONE).exists():
            return evidence.first()
    return None


def _relying_on(step: IncidentStep) -> IncidentStep | None:
    done = IncidentStep.objects.filter(status=StepStatus.DONE)
    if found := done.filter(needs__needed=step).in_order().first():
        return found
    siblings = done.filter(incident=step.incident_id)
    if step.act == Act.EVIDENCE and not siblings.of_act(step.act).exclude(pk=step.pk).exists():
        return siblings.of_act(Act.DELETE).first()
    return None


def _held(step: IncidentStep, by: Actor) -> IncidentStep:
    incident = locked(step.incident)
    step = incident.steps.select_for_update(of=("self",)).get(pk=step.pk)
    step.incident = incident
    require(permissions.can_settle_step, by, step)
    incident.require_under_way()
    return step


def _refuse_wrong(step: IncidentStep, done: Done, now: datetime) -> None:
    step.require_move(StepStatus.DONE)
    if first := in_the_way(step):
        raise ValidationError(f"先に「{first.title}」を済ませてください。")
    wrong = {}
    if step.proof == Proof.NOTE and is_blank(done.note):
        wrong["note"] = "したことを書いてください。"
    if step.proof == Proof.URL and is_blank(done.url):
        wrong["url"] = "アドレスを入れてください。"
    if done.done_at and done.done_at > now:
        wrong["done_at"] = "いまより前の日時にしてください。"
    if wrong:
        raise ValidationError(wrong)


def _recorded(by: Actor, now: datetime) -> dict[str, object]:
    return {"settled_at": now, "settled_by": by.user, "settled_for": by.on_behalf_of}


def _record(action: str, step: IncidentStep, by: Actor, note: str) -> None:
    changes = {step.title: (None, step.get_status_display())}
    record(action, step.incident, by=by, clause=step.clause, changes=changes, note=note)
