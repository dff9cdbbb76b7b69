"""運用停止 step by step; each asks who may, and leaves its entry."""

from accounts.services.suspensions.announcing import Posted, record_notice, withdraw_notice
from accounts.services.suspensions.beginning import begin, begin_after_review
from accounts.services.suspensions.ending import cancel, stop
from accounts.services.suspensions.planning import (
    confirm_plan,
    plan_gaps,
    postpone,
    require_submitted,
    require_writing,
    return_plan,
    rewrite_texts,
    submit_plan,
    write_plan,
)

__all__ = [
    "Posted",
    "begin",
    "begin_after_review",
    "cancel",
    "confirm_plan",
    "plan_gaps",
    "postpone",
    "record_notice",
    "require_submitted",
    "require_writing",
    "return_plan",
    "rewrite_texts",
    "stop",
    "submit_plan",
    "withdraw_notice",
    "write_plan",
]
