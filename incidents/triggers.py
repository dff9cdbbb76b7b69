"""4(3)カ and DESIGN 10, held by the database: the order of the steps, and what is over stays so."""

from incidents.cards import ENDS_A_HIJACK, HIJACK
from incidents.evidence_triggers import EVIDENCE
from incidents.impostor_triggers import IMPOSTOR_TRIGGERS
from incidents.lesson_triggers import LEARNING
from incidents.status import STARTS, STEP_STARTS, STEP_TRANSITIONS, TRANSITIONS
from incidents.warning_triggers import WARNING_TRIGGERS
from komae_sns.audit.triggers import (
    Trigger,
    append_only,
    frozen_columns,
    legal_moves,
    never_deleted,
)

_INCIDENT, _STEP, _NEED = "incidents_incident", "incidents_incidentstep", "incidents_stepneed"
_ENTRY, _REOPENING = "incidents_timelineentry", "incidents_reopening"
FIRST_REPORT = (
    *("number_id", "is_drill", "alarm_id", "what", "where", "happened_at", "happened_when"),
    *("recorded_at", "reported_by_id", "channel", "told_by", "told_at"),
)
CLOSED_FACTS = (
    *("kind", "kind_name", "account_id", "round", "waiting_since", "outcome", "resolved_at"),
    *("resolved_by_id", "resolved_for_id", "conclusion", "closed_at", "closed_by_id"),
    *("head_due_at", "ciso_due_at"),
)
RESOLVED_FACTS = ("outcome", "resolved_at", "resolved_by_id", "resolved_for_id")
STEP_FACTS = (
    *("incident_id", "number", "key", "act", "title", "how", "clause", "who", "proof"),
    *("may_not_apply", "due_at"),
)
STEP_RECORD = ("done_at", "note", "url", "settled_at", "settled_by_id", "settled_for_id")


def _received_once(who: str) -> tuple[Trigger, ...]:
    columns = [f"{who}_received_{fact}" for fact in ("at", "by_id", "for_id")]
    when = f"OLD.{who}_received_at IS NOT NULL"
    return frozen_columns(_INCIDENT, columns, when=when, purpose=f"{who}_received")


def _incident_is(statuses: str, row: str = "NEW.incident_id") -> str:
    return f"EXISTS (SELECT 1 FROM {_INCIDENT} i WHERE i.id = {row} AND i.status IN ({statuses}))"


def _steps_left(incident: str = "NEW.id") -> str:
    return f"""EXISTS (SELECT 1 FROM {_STEP} s
        WHERE s.incident_id = {incident} AND s.status = 'WAITING')"""


_ACTS = ", ".join(f"'{act}'" for act in ENDS_A_HIJACK)
_HIJACK_NOT_OVER = f"""NEW.kind = '{HIJACK}' AND {len(ENDS_A_HIJACK)} > (
    SELECT COUNT(DISTINCT s.act) FROM {_STEP} s
    WHERE s.incident_id = NEW.id AND s.status = 'DONE' AND s.act IN ({_ACTS}))"""
_ENDING = "NEW.status IN ('RESOLVED', 'CLOSED')"
_OVER = "'RESOLVED', 'CLOSED'"
_TOO_EARLY = f"{_STEP}: 先に済ませる手順があります。"
_NO_EVIDENCE = f"""NOT EXISTS (SELECT 1 FROM {_STEP} e WHERE e.incident_id = NEW.incident_id
    AND e.act = 'EVIDENCE' AND e.status = 'DONE')"""
_OTHER_EVIDENCE = f"""EXISTS (SELECT 1 FROM {_STEP} e WHERE e.incident_id = NEW.incident_id
    AND e.act = 'EVIDENCE' AND e.status = 'DONE' AND e.id <> NEW.id)"""
_IS_OVER = f"{_STEP}: 収束・終結した事案の手順は変えられません。"

TRIGGERS = (
    *never_deleted(_INCIDENT),
    *legal_moves(_INCIDENT, TRANSITIONS, starts=STARTS),
    *frozen_columns(_INCIDENT, FIRST_REPORT, purpose="report"),
    *_received_once("head"),
    *_received_once("ciso"),
    *frozen_columns(
        _INCIDENT,
        CLOSED_FACTS,
        when="OLD.status = 'CLOSED' AND NEW.status = 'CLOSED'",
        purpose="closed",
    ),
    *frozen_columns(
        _INCIDENT,
        RESOLVED_FACTS,
        when="OLD.status = 'RESOLVED' AND NEW.status IN ('RESOLVED', 'CLOSED')",
        purpose="resolved",
    ),
    Trigger(
        _INCIDENT,
        "steps_left",
        "UPDATE",
        f"{_INCIDENT}: 済んでいない手順があります。",
        f"{_ENDING} AND {_steps_left()}",
    ),
    Trigger(
        _INCIDENT,
        "hijack",
        "UPDATE",
        f"{_INCIDENT}: 乗っ取りの手順がそろうまで、終わりません。",
        f"{_ENDING} AND {_HIJACK_NOT_OVER}",
    ),
    Trigger(
        _INCIDENT,
        "reopened",
        "UPDATE",
        f"{_INCIDENT}: 再開には、理由の記録が要ります。",
        f"""OLD.status IN ({_OVER}) AND NEW.status = 'RESPONDING' AND (
            NEW.round <> OLD.round + 1 OR NOT EXISTS (SELECT 1 FROM {_REOPENING} r
                WHERE r.incident_id = NEW.id AND r.round = OLD.round))""",
    ),
    Trigger(
        _INCIDENT,
        "round",
        "UPDATE",
        f"{_INCIDENT}: 回は、再開のほかでは進みません。",
        f"""OLD.round <> NEW.round
            AND NOT (OLD.status IN ({_OVER}) AND NEW.status = 'RESPONDING')""",
    ),
    *never_deleted(_STEP),
    *legal_moves(_STEP, STEP_TRANSITIONS, starts=STEP_STARTS),
    *frozen_columns(_STEP, STEP_FACTS, purpose="card"),
    *frozen_columns(_STEP, STEP_RECORD, when="OLD.status = NEW.status", purpose="record"),
    Trigger(
        _STEP,
        "order",
        "UPDATE",
        _TOO_EARLY,
        f"""NEW.status = 'DONE' AND OLD.status <> 'DONE' AND EXISTS (
            SELECT 1 FROM {_NEED} n JOIN {_STEP} s ON s.id = n.needed_id
            WHERE n.step_id = NEW.id AND s.status = 'WAITING')""",
    ),
    Trigger(
        _STEP,
        "evidence",
        "UPDATE",
        f"{_STEP}: 画面の保存が、削除より先です。",
        f"""NEW.act = 'DELETE' AND NEW.status = 'DONE' AND {_NO_EVIDENCE}""",
    ),
    Trigger(
        _STEP,
        "back",
        "UPDATE",
        f"{_STEP}: この手順のあとの手順が、もう済んでいます。",
        f"""NEW.status = 'WAITING' AND OLD.status <> 'WAITING' AND (
            EXISTS (SELECT 1 FROM {_NEED} n JOIN {_STEP} s ON s.id = n.step_id
                WHERE n.needed_id = NEW.id AND s.status = 'DONE')
            OR (NEW.act = 'EVIDENCE' AND NOT {_OTHER_EVIDENCE} AND EXISTS (
                SELECT 1 FROM {_STEP} d WHERE d.incident_id = NEW.incident_id
                AND d.act = 'DELETE' AND d.status = 'DONE')))""",
    ),
    Trigger(_STEP, "over", "INSERT", _IS_OVER, _incident_is(_OVER)),
    Trigger(_STEP, "over", "UPDATE", _IS_OVER, _incident_is(_OVER)),
    *append_only(_NEED),
    Trigger(
        _NEED,
        "within",
        "INSERT",
        f"{_NEED}: 同じ事案の手順ではありません。",
        f"""NOT EXISTS (SELECT 1 FROM {_STEP} a JOIN {_STEP} b ON a.incident_id = b.incident_id
            WHERE a.id = NEW.step_id AND b.id = NEW.needed_id)""",
    ),
    *append_only(_ENTRY),
    Trigger(
        _ENTRY,
        "over",
        "INSERT",
        f"{_ENTRY}: 終結した事案の経過には足せません。",
        _incident_is("'CLOSED'"),
    ),
    *EVIDENCE,
    *append_only(_REOPENING),
    Trigger(
        _REOPENING,
        "of_the_ended",
        "INSERT",
        f"{_REOPENING}: 収束・終結した事案の、いまの回ではありません。",
        f"""NOT EXISTS (SELECT 1 FROM {_INCIDENT} i WHERE i.id = NEW.incident_id
            AND i.status IN ({_OVER}) AND i.round = NEW.round)""",
    ),
    *IMPOSTOR_TRIGGERS,
    *WARNING_TRIGGERS,
    *LEARNING,
)
