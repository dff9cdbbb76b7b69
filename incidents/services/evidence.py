"""4(3)カ 画面の保存: what shows what happened is kept, and stays, before anything is deleted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from incidents import actions, permissions
from incidents.cards import Proof
from incidents.models import EvidenceWithdrawal, Incident, IncidentEvidence, IncidentStep
from incidents.services.locking import locked
from incidents.services.recording import Entry, record, write_down
from incidents.status import IncidentStatus, StepStatus
from komae_sns.documents.evidence.several import Waiting
from komae_sns.documents.models import EvidenceFile
from komae_sns.lives import WrongStatus
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require
from komae_sns.text import is_blank

CLAUSE = "4(3)カ"


@dataclass(frozen=True)
class Said:
    """Of all files of one form; what is said of a single one stands before it."""

    kind: str = IncidentEvidence.Kind.SCREEN
    note: str = ""
    happened_at: datetime | None = None


@transaction.atomic
def save_evidence(
    incident: Incident,
    files: Sequence[Waiting],
    *,
    said: Said = Said(),
    step: IncidentStep | None = None,
    by: Actor,
    now: datetime,
) -> list[IncidentEvidence]:
    """Those that are new: the same file twice is kept once."""
    incident = locked(incident)
    require(permissions.can_bring_evidence, by, incident)
    require_open(incident)
    added = keep_evidence(incident, files, said=said, step=step, by=by, now=now)
    tell_evidence(incident, added, step=step, by=by, now=now)
    return added


def keep_evidence(
    incident: Incident,
    files: Sequence[Waiting],
    *,
    said: Said = Said(),
    step: IncidentStep | None = None,
    by: Actor,
    now: datetime,
) -> list[IncidentEvidence]:
    """In the step that brings them, by its rights, under the incident's lock and before that of
    the trail: files are written here."""
    if said.happened_at and said.happened_at > now:
        raise ValidationError({"happened_at": "いまより前の日時にしてください。"})
    added = (_added(incident, waiting, said, step, by, now) for waiting in files)
    return [evidence for evidence in added if evidence is not None]


def tell_evidence(
    incident: Incident,
    added: Sequence[IncidentEvidence],
    *,
    step: IncidentStep | None = None,
    by: Actor,
    now: datetime,
) -> None:
    """On the time line and in the trail, with their hashes."""
    if not added:
        return
    words = "、".join(f"{each.label}「{each.note or each.file}」" for each in added)
    write_down(incident, Entry.EVIDENCE, f"{words}を保存した。", by=by, now=now, step=step)
    changes = {
        each.label: (None, f"{each.file}（SHA-256: {each.file.original_sha256}）") for each in added
    }
    record(actions.SAVE_EVIDENCE, incident, by=by, clause=CLAUSE, changes=changes)


def carry_over(
    incident: Incident, kept: EvidenceFile, note: str, *, by: Actor, now: datetime
) -> IncidentEvidence:
    """What a status check had kept already: the same file, in the step that opens the incident."""
    return _row(incident, kept, Said(note=note), None, by, now)


@transaction.atomic
def withdraw_evidence(
    evidence: IncidentEvidence, *, reason: str, by: Actor, now: datetime
) -> EvidenceWithdrawal:
    """Nothing goes: a further row says why it no longer counts."""
    incident = locked(evidence.incident)
    evidence = incident.evidence.with_names().get(pk=evidence.pk)
    require(permissions.can_bring_evidence, by, incident)
    require_open(incident)
    if is_blank(reason):
        raise ValidationError({"reason": "取り下げる理由を書いてください。"})
    if not evidence.is_standing:
        raise ValidationError("この証拠は、もう取り下げられています。")
    if resting := rests_on(evidence):
        raise ValidationError(
            f"「{resting.title}」が、この証拠で済んでいます。"
            "先に別の証拠を保存するか、手順の記録を取り消してください。"
        )
    withdrawal = EvidenceWithdrawal.objects.create(
        evidence=evidence,
        reason=reason,
        withdrawn_by=by.user,
        withdrawn_for=by.on_behalf_of,
        withdrawn_at=now,
    )
    words = f"{evidence}を取り下げた。{reason}"
    write_down(incident, Entry.EVIDENCE, words, by=by, now=now, step=evidence.step)
    changes = {evidence.label: (str(evidence.file), "取下げ")}
    record(actions.WITHDRAW_EVIDENCE, incident, by=by, clause=CLAUSE, changes=changes, note=reason)
    return withdrawal


def rests_on(evidence: IncidentEvidence) -> IncidentStep | None:
    """A step that would have no proof left."""
    done = evidence.incident.steps.filter(status=StepStatus.DONE, proof=Proof.FILE)
    proved = done.filter(pk=evidence.step_id) if evidence.step_id else done
    for step in proved.in_order():
        if not IncidentEvidence.objects.proving(step).exclude(pk=evidence.pk).exists():
            return step
    return None


def require_proof(step: IncidentStep) -> None:
    """画面の保存 stands before the step is done; the database holds it too."""
    if step.proof == Proof.FILE and not IncidentEvidence.objects.proving(step).exists():
        raise ValidationError({"files": "画面を保存したファイルを入れてください。"})


def require_open(incident: Incident) -> None:
    """Nothing is added to what is closed: it is reopened first."""
    if incident.is_closed:
        raise WrongStatus(IncidentStatus.CLOSED, IncidentStatus.RESPONDING, incident)


def _added(
    incident: Incident,
    waiting: Waiting,
    said: Said,
    step: IncidentStep | None,
    by: Actor,
    now: datetime,
) -> IncidentEvidence | None:
    there = incident.evidence.standing().filter(step=step)
    if there.filter(file__original_sha256=waiting.upload.original_sha256).exists():
        return None
    own = Said(said.kind, waiting.note or said.note, waiting.happened_at or said.happened_at)
    return _row(incident, waiting.keep(by=by, now=now), own, step, by, now)


def _row(
    incident: Incident,
    kept: EvidenceFile,
    said: Said,
    step: IncidentStep | None,
    by: Actor,
    now: datetime,
) -> IncidentEvidence:
    last = incident.evidence.order_by("-number").first()
    return IncidentEvidence.objects.create(
        incident=incident,
        number=last.number + 1 if last else 1,
        file=kept,
        kind=said.kind,
        step=step,
        happened_at=said.happened_at,
        note=said.note,
        saved_at=now,
        saved_by=by.user,
        saved_for=by.on_behalf_of,
    )
