"""Reports as they were issued, lessons as they were written, tasks as they were given."""

from incidents.status import TASK_STARTS, TASK_TRANSITIONS
from komae_sns.audit.triggers import (
    Trigger,
    append_only,
    frozen_columns,
    legal_moves,
    never_deleted,
)

_REPORT, _LESSON, _TASK = "incidents_incidentreport", "incidents_lesson", "incidents_prevention"
LEARNING = (
    *append_only(_REPORT),
    Trigger(
        _REPORT,
        "final",
        "INSERT",
        f"{_REPORT}: 最終報告は、収束のあとです。",
        """NEW.kind = 'FINAL' AND NOT EXISTS (SELECT 1 FROM incidents_incident i
            WHERE i.id = NEW.incident_id AND i.status IN ('RESOLVED', 'CLOSED'))""",
    ),
    *append_only(_LESSON),
    *never_deleted(_TASK),
    *legal_moves(_TASK, TASK_TRANSITIONS, starts=TASK_STARTS),
    *frozen_columns(_TASK, ["lesson_id", "what", "owner_id", "due_on", "given_by_id", "given_at"]),
    *frozen_columns(
        _TASK, ["result", "ended_by_id", "ended_at"], when="OLD.status <> 'OPEN'", purpose="ended"
    ),
)
