"""A mail stays to be read as it was written and sent, a reminder as it was planned and told."""

from komae_sns.audit.triggers import frozen_columns, legal_moves, never_deleted
from komae_sns.notices.status import (
    REMINDER_STARTS,
    REMINDER_TRANSITIONS,
    STARTS,
    TRANSITIONS,
)

_MAIL, _ADDRESS = "notices_mail", "notices_deadaddress"
_REMINDER = "notices_reminder"
REMINDER_FACTS = (
    *("kind", "subject_id", "counted_from", "stage", "person_id", "in_place_of_id"),
    *("from_above", "planned_at"),
)

TRIGGERS = (
    *never_deleted(_MAIL),
    *legal_moves(_MAIL, TRANSITIONS, starts=STARTS),
    *frozen_columns(
        _MAIL,
        [
            "id",
            "person_id",
            "notice_id",
            "digest_on",
            "subject",
            "text",
            "link",
            "message_id",
        ],
    ),
    *frozen_columns(
        _MAIL,
        ["created_at", "sent_at", "sent_to", "attempts", "trouble"],
        when="OLD.status = 'SENT'",
        purpose="sent",
    ),
    *never_deleted(_ADDRESS),
    *frozen_columns(_ADDRESS, ["id", "person_id", "address", "reply", "found_at"]),
    *frozen_columns(
        _ADDRESS,
        ["cleared_at", "cleared_by_id"],
        when="OLD.cleared_at IS NOT NULL",
        purpose="cleared",
    ),
    *never_deleted(_REMINDER),
    *legal_moves(_REMINDER, REMINDER_TRANSITIONS, starts=REMINDER_STARTS),
    *frozen_columns(_REMINDER, REMINDER_FACTS),
    *frozen_columns(
        _REMINDER, ["told_at", "notice_id"], when="OLD.status = 'TOLD'", purpose="told"
    ),
)
