"""A condition belongs to a conditional approval, and one that comes first holds the opening."""

from approvals.status import (
    CONDITION_STARTS,
    CONDITION_TRANSITIONS,
)
from komae_sns.audit.triggers import (
    Trigger,
    frozen_columns,
    legal_moves,
    never_deleted,
)

_NOT_CONDITIONAL = """NOT EXISTS (SELECT 1 FROM approvals_application a
    WHERE a.id = NEW.application_id AND a.status = 'APPROVED_WITH_CONDITIONS')"""
_UNMET = """OLD.status = 'PREPARING' AND NEW.status = 'RUNNING' AND EXISTS (
    SELECT 1 FROM approvals_condition c JOIN approvals_application a ON a.id = c.application_id
    WHERE a.account_id = NEW.id AND c.before_opening AND c.status <> 'MET')"""

TRIGGERS = (
    *never_deleted("approvals_condition"),
    *legal_moves("approvals_condition", CONDITION_TRANSITIONS, starts=CONDITION_STARTS),
    *frozen_columns(
        "approvals_condition",
        ["id", "application_id", "number", "text", "who", "due_on", "before_opening"],
    ),
    *frozen_columns(
        "approvals_condition",
        ["report", "reported_by_id", "reported_at", "answer", "answered_by_id", "answered_at"],
        when="OLD.status = 'MET'",
        purpose="met",
    ),
    Trigger(
        "approvals_condition",
        "conditional",
        "INSERT",
        "approvals_condition: 条件付きで承認した申請にだけ、条件が付きます。",
        _NOT_CONDITIONAL,
    ),
    Trigger(
        "accounts_officialaccount",
        "conditions",
        "UPDATE",
        "accounts_officialaccount: 開設の前に満たす条件が残っています。",
        _UNMET,
    ),
)
