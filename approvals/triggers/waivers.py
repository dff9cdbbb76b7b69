"""What the chair allowed, and when it was reported."""

from komae_sns.audit.triggers import (
    frozen_columns,
    never_deleted,
)

TRIGGERS = (
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
    *frozen_columns(
        "approvals_waiver",
        ["reported_to_id", "reported_at"],
        when="OLD.reported_at IS NOT NULL",
        purpose="reported",
    ),
)
