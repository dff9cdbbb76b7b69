"""A mail stays to be read as it was written and sent."""

from komae_sns.audit.triggers import frozen_columns, legal_moves, never_deleted
from komae_sns.notices.status import STARTS, TRANSITIONS

_MAIL, _ADDRESS = "notices_mail", "notices_deadaddress"

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
)
