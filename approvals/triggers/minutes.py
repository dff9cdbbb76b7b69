"""Every edition of a part stays; confirmed minutes take no further one."""

from approvals.status import (
    MINUTES_STARTS,
    MINUTES_TRANSITIONS,
)
from komae_sns.audit.triggers import (
    Trigger,
    append_only,
    frozen_when,
    legal_moves,
    never_deleted,
)

TRIGGERS = (
    *never_deleted("approvals_minutes"),
    *legal_moves("approvals_minutes", MINUTES_TRANSITIONS, starts=MINUTES_STARTS),
    *frozen_when("approvals_minutes", "OLD.status = 'CONFIRMED'"),
    *append_only("approvals_minutestext"),
    Trigger(
        "approvals_minutestext",
        "open",
        "INSERT",
        "approvals_minutestext: 確定した議事録は書き換えられません。",
        """EXISTS (SELECT 1 FROM approvals_minutes m
        WHERE m.id = NEW.minutes_id AND m.status = 'CONFIRMED')""",
    ),
)
