"""A meeting keeps the rule and the roll under which it sat."""

from approvals.status import (
    MEETING_STARTS,
    MEETING_TRANSITIONS,
)
from komae_sns.audit.triggers import (
    append_only,
    frozen_columns,
    frozen_when,
    legal_moves,
    never_deleted,
)

TRIGGERS = (
    *never_deleted("approvals_meeting"),
    *legal_moves("approvals_meeting", MEETING_TRANSITIONS, starts=MEETING_STARTS),
    *frozen_columns(
        "approvals_meeting",
        [
            "kind",
            "fiscal_year",
            "number",
            "held_on",
            "starts_at",
            "place",
            "circulation_reason",
            "answers_until",
            "rule",
            "opened_at",
        ],
        when="OLD.status <> 'PLANNED'",
    ),
    *append_only("approvals_committeerule"),
    *never_deleted("approvals_attendance"),
    *frozen_columns("approvals_attendance", ["meeting_id", "member_id", "appointment_id"]),
    *frozen_when(
        "approvals_attendance",
        """EXISTS (SELECT 1 FROM approvals_meeting m
        WHERE m.id = OLD.meeting_id AND m.status IN ('CLOSED', 'CANCELLED'))""",
        purpose="closed",
    ),
)
