"""4(3)カ, held by the database: what was found, sent and seen stays; none is left at the end."""

from incidents.status import IMPOSTOR_OVER, IMPOSTOR_STARTS, IMPOSTOR_TRANSITIONS
from komae_sns.audit.triggers import (
    Trigger,
    append_only,
    frozen_columns,
    legal_moves,
    never_deleted,
)

_IMPOSTOR, _INCIDENT = "incidents_impostor", "incidents_incident"
_REPORT, _REPLY = "incidents_platformreport", "incidents_platformreply"
_WATCH = "incidents_impostorwatch"
FOUND_FACTS = (
    *("incident_id", "service_id", "typed", "handle", "url", "address_key", "first_seen_at"),
    *("display_name", "platform_id", "what", "found_at", "found_by_id"),
)
JUDGED_FACTS = ("judgement", "judged_at", "judged_by_id", "judged_for_id")
_OVER = ", ".join(f"'{status}'" for status in sorted(IMPOSTOR_OVER))

IMPOSTOR_TRIGGERS = (
    *never_deleted(_IMPOSTOR),
    *legal_moves(_IMPOSTOR, IMPOSTOR_TRANSITIONS, starts=IMPOSTOR_STARTS),
    *frozen_columns(_IMPOSTOR, FOUND_FACTS, purpose="found"),
    *frozen_columns(_IMPOSTOR, JUDGED_FACTS, when="OLD.status = NEW.status", purpose="judged"),
    Trigger(
        _IMPOSTOR,
        "over",
        "INSERT",
        f"{_IMPOSTOR}: 収束・終結した事案には足せません。",
        f"""EXISTS (SELECT 1 FROM {_INCIDENT} i WHERE i.id = NEW.incident_id
            AND i.status IN ('RESOLVED', 'CLOSED'))""",
    ),
    Trigger(
        _IMPOSTOR,
        "reported",
        "UPDATE",
        f"{_IMPOSTOR}: なりすましと判断してから、通報します。",
        "NEW.status = 'REPORTED' AND NEW.judged_at IS NULL",
    ),
    Trigger(
        _INCIDENT,
        "impostors_left",
        "UPDATE",
        f"{_INCIDENT}: まだ終わっていない、なりすましアカウントがあります。",
        f"""NEW.status = 'CLOSED' AND OLD.status <> 'CLOSED' AND EXISTS (
            SELECT 1 FROM {_IMPOSTOR} p
            WHERE p.incident_id = NEW.id AND p.status NOT IN ({_OVER}))""",
    ),
    Trigger(
        _IMPOSTOR,
        "back",
        "UPDATE",
        f"{_IMPOSTOR}: 終結した事案です。再開してからにしてください。",
        f"""OLD.status IN ({_OVER}) AND NEW.status NOT IN ({_OVER}) AND EXISTS (
            SELECT 1 FROM {_INCIDENT} i WHERE i.id = NEW.incident_id AND i.status = 'CLOSED')""",
    ),
    *append_only(_REPORT),
    *append_only(_REPLY),
    *append_only(_WATCH),
)
