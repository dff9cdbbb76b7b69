"""What was read is what is approved, and what is approved is what goes out (4(4))."""

from approvals.status import POST_STARTS, POST_TRANSITIONS
from komae_sns.audit.triggers import (
    Trigger,
    append_only,
    frozen_columns,
    legal_moves,
    never_deleted,
)

_TABLE = "approvals_postdraft"
_CONTENT = [
    *("text", "media_note", "shows_people", "people_agreed", "planned_on", "planned_time"),
    "edit_number",
]
_SEEN = ["seen_by_id", "seen_at", "seen_note"]
_OF_THE_DECISION = ["decided_by_id", "decided_for_id", "decided_at", "comment"]
_OF_THE_POSTING = [
    *("needed_approval", "emergency_reason", "posted_at", "url", "posted_where"),
    *("recorded_by_id", "recorded_at"),
]
_UNNEEDED = """NEW.status = 'POSTED' AND OLD.status <> 'POSTED' AND NEW.needed_approval = FALSE
    AND EXISTS (SELECT 1 FROM accounts_officialaccount a
        WHERE a.id = NEW.account_id AND a.needs_post_approval)"""
_APPROVED_OTHERWISE = """NEW.approved_edit IS NOT NULL
    AND (OLD.approved_edit IS NULL OR OLD.approved_edit <> NEW.approved_edit)
    AND NOT (OLD.status = 'WAITING' AND NEW.status = 'APPROVED')"""

TRIGGERS = (
    *never_deleted(_TABLE),
    *legal_moves(_TABLE, POST_TRANSITIONS, starts=POST_STARTS),
    *frozen_columns(_TABLE, ["id", "account_id", "drafted_by_id", "drafted_at"]),
    *frozen_columns(
        _TABLE,
        [*_CONTENT, "edited_by_id", "edited_at"],
        when="NEW.status NOT IN ('DRAFT', 'RETURNED')",
        purpose="content",
    ),
    *frozen_columns(
        _TABLE,
        [*_CONTENT, *_OF_THE_POSTING, *_OF_THE_DECISION, "approved_edit", "submitted_by_id"],
        when="OLD.status IN ('POSTED', 'WITHDRAWN')",
        purpose="ended",
    ),
    *frozen_columns(_TABLE, _SEEN, when="OLD.seen_at IS NOT NULL", purpose="seen"),
    Trigger(
        _TABLE,
        "needed",
        "UPDATE",
        f"{_TABLE}: このアカウントの投稿には、決裁が必要です。",
        _UNNEEDED,
    ),
    Trigger(
        _TABLE,
        "approval",
        "UPDATE",
        f"{_TABLE}: 承認は、決裁待ちの下書きにだけ付きます。",
        _APPROVED_OTHERWISE,
    ),
    *append_only("approvals_findinganswer"),
    *append_only("approvals_postword"),
)
