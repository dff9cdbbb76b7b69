"""Who held which post, and who stood in for whom, stays to be read: rights and votes rest on it."""

from komae_sns.audit.triggers import Trigger, append_only, frozen_columns, never_deleted
from komae_sns.staff.posts import DEPUTED

_POSTS = ", ".join(f"'{post}'" for post in sorted(DEPUTED))
# 代決: of a post that may be deputed, by another than its holder, within its period.
_NOT_DEPUTED = f"""NOT EXISTS (SELECT 1 FROM staff_appointment a
    WHERE a.id = NEW.appointment_id AND a.user_id <> NEW.user_id AND a.post IN ({_POSTS})
    AND a.starts_on <= NEW.starts_on AND (a.ends_on IS NULL OR a.ends_on >= NEW.ends_on))"""
_NOT_THEIRS = """NOT EXISTS (SELECT 1 FROM audit_entry e
    WHERE e.seq = NEW.entry_id AND e.on_behalf_of_id = NEW.read_by_id)"""

TRIGGERS = (
    *never_deleted("staff_user"),
    *never_deleted("staff_department"),
    *never_deleted("staff_appointment"),
    *frozen_columns("staff_appointment", ["id", "user_id"]),
    *never_deleted("staff_deputy"),
    *frozen_columns(
        "staff_deputy",
        [
            "id",
            "appointment_id",
            "user_id",
            "starts_on",
            "ends_on",
            "reason",
            "entered_by_id",
            "entered_at",
        ],
    ),
    *frozen_columns(
        "staff_deputy",
        ["ended_by_id", "ended_at"],
        when="OLD.ended_at IS NOT NULL",
        purpose="ended",
    ),
    Trigger(
        "staff_deputy",
        "deputed",
        "INSERT",
        "staff_deputy: この職の代決は登録できません。",
        _NOT_DEPUTED,
    ),
    *append_only("staff_afterreview"),
    Trigger(
        "staff_afterreview",
        "theirs",
        "INSERT",
        "staff_afterreview: 後閲できるのは、本来の行為者だけです。",
        _NOT_THEIRS,
    ),
)
