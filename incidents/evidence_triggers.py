"""4(3)カ, DESIGN 10(5), held by the database: evidence is only added, and stands before what
rests on it."""

from komae_sns.audit.triggers import Trigger, append_only

_INCIDENT, _STEP = "incidents_incident", "incidents_incidentstep"
_EVIDENCE, _WITHDRAWAL = "incidents_incidentevidence", "incidents_evidencewithdrawal"
_IS_CLOSED = f"{_EVIDENCE}: 終結した事案には足せません。"


def _closed(incident: str) -> str:
    return f"EXISTS (SELECT 1 FROM {_INCIDENT} i WHERE i.id = {incident} AND i.status = 'CLOSED')"


def _standing(incident: str, step: str, but: str = "0") -> str:
    """Evidence of that step, or of none in particular, which nobody has withdrawn."""
    return f"""EXISTS (SELECT 1 FROM {_EVIDENCE} e WHERE e.incident_id = {incident}
        AND (e.step_id = {step} OR e.step_id IS NULL) AND e.id <> {but}
        AND NOT EXISTS (SELECT 1 FROM {_WITHDRAWAL} w WHERE w.evidence_id = e.id))"""


# A step done with this file whose other proofs, if any, are withdrawn.
_RESTS_ON_IT = f"""EXISTS (SELECT 1 FROM {_STEP} s JOIN {_EVIDENCE} own
    ON own.incident_id = s.incident_id AND (own.step_id = s.id OR own.step_id IS NULL)
    WHERE own.id = NEW.evidence_id AND s.status = 'DONE' AND s.proof = 'FILE'
    AND NOT {_standing("s.incident_id", "s.id", "own.id")})"""

EVIDENCE = (
    *append_only(_EVIDENCE),
    *append_only(_WITHDRAWAL),
    Trigger(_EVIDENCE, "over", "INSERT", _IS_CLOSED, _closed("NEW.incident_id")),
    Trigger(
        _EVIDENCE,
        "within",
        "INSERT",
        f"{_EVIDENCE}: 同じ事案の手順ではありません。",
        f"""NEW.step_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {_STEP} s
            WHERE s.id = NEW.step_id AND s.incident_id = NEW.incident_id)""",
    ),
    Trigger(
        _WITHDRAWAL,
        "over",
        "INSERT",
        _IS_CLOSED,
        f"""EXISTS (SELECT 1 FROM {_EVIDENCE} e JOIN {_INCIDENT} i ON i.id = e.incident_id
            WHERE e.id = NEW.evidence_id AND i.status = 'CLOSED')""",
    ),
    Trigger(
        _WITHDRAWAL,
        "last",
        "INSERT",
        f"{_WITHDRAWAL}: この証拠で済ませた手順があります。",
        _RESTS_ON_IT,
    ),
    Trigger(
        _STEP,
        "file",
        "UPDATE",
        f"{_STEP}: 証拠のファイルを先に保存します。",
        f"""NEW.status = 'DONE' AND OLD.status <> 'DONE' AND NEW.proof = 'FILE'
            AND NOT {_standing("NEW.incident_id", "NEW.id")}""",
    ),
)
