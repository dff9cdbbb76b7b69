"""DESIGN 10: decided applications, rounds, votes and waivers are never altered or deleted."""

from approvals.status import (
    APPLICATION_TRANSITIONS,
    DECIDED,
    ITEM_TRANSITIONS,
    MEETING_TRANSITIONS,
    ApplicationStatus,
    ItemStatus,
    MeetingStatus,
)
from komae_sns.audit.triggers import (
    Trigger,
    append_only,
    frozen_columns,
    legal_moves,
    never_deleted,
)

_DECIDED = ", ".join(f"'{status}'" for status in sorted(DECIDED))
_CONTENT = [
    "id",
    "status",
    "title",
    "answers",
    "round",
    "department_id",
    "policy_id",
    "decision_id",
    "document_number_id",
    "decided_at",
]
_WRONG_OUTCOME = """NEW.status IN ({decided}) AND NOT EXISTS (
    SELECT 1 FROM accounts_decision d WHERE d.id = NEW.decision_id AND d.outcome = NEW.status)"""

TRIGGERS = (
    *never_deleted("approvals_application"),
    *legal_moves(
        "approvals_application", APPLICATION_TRANSITIONS, starts=[ApplicationStatus.DRAFT]
    ),
    *frozen_columns(
        "approvals_application",
        _CONTENT,
        when=f"OLD.status IN ({_DECIDED}, 'WITHDRAWN')",
    ),
    *frozen_columns(
        "approvals_application",
        ["answers", "title"],
        when="OLD.status IN ('SUBMITTED', 'IN_REVIEW')",
        purpose="filed",
    ),
    Trigger(
        "approvals_application",
        "outcome",
        "UPDATE",
        "approvals_application: 状態と決定が合いません。",
        _WRONG_OUTCOME.format(decided=_DECIDED),
    ),
    *never_deleted("approvals_applicationround"),
    *frozen_columns(
        "approvals_applicationround",
        ["id", "application_id", "number", "snapshot", "submitted_by_id", "submitted_at"],
    ),
    *frozen_columns(
        "approvals_applicationround",
        ["accepted_at", "answered_by_id", "answer"],
        when="OLD.returned_at IS NOT NULL",
        purpose="answered",
    ),
    *append_only("approvals_remark"),
    *never_deleted("approvals_meeting"),
    *legal_moves("approvals_meeting", MEETING_TRANSITIONS, starts=[MeetingStatus.PLANNED]),
    *frozen_columns(
        "approvals_meeting",
        ["fiscal_year", "number", "held_on", "rule"],
        when="OLD.status <> 'PLANNED'",
    ),
    *never_deleted("approvals_attendance"),
    *never_deleted("approvals_agendaitem"),
    *legal_moves("approvals_agendaitem", ITEM_TRANSITIONS, starts=[ItemStatus.WAITING]),
    *frozen_columns("approvals_agendaitem", ["id", "meeting_id", "application_id", "round_id"]),
    *frozen_columns(
        "approvals_agendaitem",
        ["tally", "decision_id", "closed_by_id", "closed_at"],
        when="OLD.status = 'DECIDED'",
        purpose="decided",
    ),
    *append_only("approvals_vote"),
    *never_deleted("approvals_waiver"),
    *frozen_columns(
        "approvals_waiver",
        [
            "id",
            "application_id",
            "decision_id",
            "proviso",
            "reason",
            "scope",
            "expires_on",
            "granted_by_id",
            "granted_at",
        ],
    ),
)
