"""What was filed, asked and decided stays as it was."""

from approvals.status import (
    APPLICATION_STARTS,
    APPLICATION_TRANSITIONS,
    DECIDED,
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
    "account_id",
    "changed_account_id",
    "revision_id",
    "drafted_by_id",
    "submitted_at",
    "accepted_at",
]
_WRONG_OUTCOME = """NEW.status IN ({decided}) AND NOT EXISTS (
    SELECT 1 FROM accounts_decision d WHERE d.id = NEW.decision_id AND d.outcome = NEW.status)"""


# A committee's decision comes from an item whose voting had begun.
_NOT_VOTED = """OLD.status <> NEW.status
    AND NEW.status IN ('APPROVED', 'APPROVED_WITH_CONDITIONS', 'REJECTED')
    AND NOT EXISTS (SELECT 1 FROM approvals_agendaitem i
        WHERE i.application_id = NEW.id AND i.status IN ('VOTING', 'VOTED', 'DECIDED'))"""
# 引戻し ends with the first acceptance, also when the committee hands the case back.
_WAS_ACCEPTED = """OLD.status = 'SUBMITTED' AND NEW.status = 'DRAFT' AND EXISTS (
    SELECT 1 FROM approvals_applicationround r WHERE r.application_id = NEW.id
    AND r.number = NEW.round AND r.accepted_at IS NOT NULL)"""
# Back at the form check it stands on no agenda.
_STILL_ON_AGENDA = """OLD.status = 'IN_REVIEW' AND NEW.status = 'SUBMITTED' AND EXISTS (
    SELECT 1 FROM approvals_agendaitem i WHERE i.application_id = NEW.id
    AND i.status IN ('WAITING', 'VOTING', 'VOTED'))"""

TRIGGERS = (
    *never_deleted("approvals_application"),
    *legal_moves("approvals_application", APPLICATION_TRANSITIONS, starts=APPLICATION_STARTS),
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
    Trigger(
        "approvals_application",
        "voted",
        "UPDATE",
        "approvals_application: 採決した議題がありません。",
        _NOT_VOTED,
    ),
    Trigger(
        "approvals_application",
        "pulled",
        "UPDATE",
        "approvals_application: 一度受け付けた申請は、引き戻せません。",
        _WAS_ACCEPTED,
    ),
    Trigger(
        "approvals_application",
        "agenda",
        "UPDATE",
        "approvals_application: 議題のままで、受付には戻せません。",
        _STILL_ON_AGENDA,
    ),
    *never_deleted("approvals_applicationround"),
    *frozen_columns(
        "approvals_applicationround",
        [
            "id",
            "application_id",
            "number",
            "snapshot",
            "submitted_by_id",
            "submitted_for_id",
            "submitted_at",
        ],
    ),
    *frozen_columns(
        "approvals_applicationround",
        ["accepted_at", "returned_at", "answered_by_id", "answer"],
        when="OLD.returned_at IS NOT NULL",
        purpose="answered",
    ),
    *frozen_columns(
        "approvals_applicationround",
        ["accepted_at"],
        when="OLD.accepted_at IS NOT NULL",
        purpose="accepted",
    ),
    *append_only("approvals_remark"),
    *append_only("approvals_comment"),
    *append_only("approvals_stepback"),
    Trigger(
        "approvals_comment",
        "deliberating",
        "INSERT",
        "approvals_comment: 審査中の申請ではありません。",
        """NOT EXISTS (SELECT 1 FROM approvals_application a
        WHERE a.id = NEW.application_id AND a.status = 'IN_REVIEW')""",
    ),
)
