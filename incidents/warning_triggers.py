"""見本第7条2, held by the database: what was public stays to be read; a drill is never public."""

from incidents.status import WARNING_STARTS, WARNING_TRANSITIONS
from komae_sns.audit.triggers import (
    Trigger,
    append_only,
    frozen_columns,
    legal_moves,
    never_deleted,
)

_WARNING, _VERSION = "incidents_publicwarning", "incidents_warningversion"
_NAMED = "incidents_publicwarning_impostors"
_NOT_NOW = f"{_NAMED}: 決裁に出した文の相手は、変えられません。"
_WORDS = ("title", "body", "because", "edit_number", "written_by_id", "written_at")
_SUBMITTED = ("submitted_by_id", "submitted_for_id", "submitted_at")
_OVER = "OLD.status IN ('ENDED', 'WITHDRAWN', 'DROPPED')"
_ENDED_FACTS = ("ended_at", "ended_by_id", "ended_because", "public_version_id", "published_at")


def _as_read(row: str) -> str:
    return f"""EXISTS (SELECT 1 FROM {_WARNING} w WHERE w.id = {row}.publicwarning_id
        AND w.status NOT IN ('DRAFT', 'CORRECTING', 'PUBLISHED'))"""


WARNING_TRIGGERS = (
    *never_deleted(_WARNING),
    *legal_moves(_WARNING, WARNING_TRANSITIONS, starts=WARNING_STARTS),
    *frozen_columns(_WARNING, ("incident_id",), purpose="incident"),
    *frozen_columns(
        _WARNING,
        ("title", "body", "edit_number", "written_by_id", "written_at", *_SUBMITTED),
        when="OLD.status IN ('WAITING', 'CORRECTION_WAITING')",
        purpose="read",
    ),
    *frozen_columns(
        _WARNING,
        ("because",),
        when="OLD.status IN ('WAITING', 'CORRECTION_WAITING') AND NEW.status = OLD.status",
        purpose="reason",
    ),
    *frozen_columns(_WARNING, (*_WORDS, *_ENDED_FACTS), when=_OVER, purpose="ended"),
    *frozen_columns(
        _WARNING, ("published_at",), when="OLD.published_at IS NOT NULL", purpose="published"
    ),
    Trigger(_NAMED, "read", "INSERT", _NOT_NOW, _as_read("NEW")),
    Trigger(_NAMED, "read", "DELETE", _NOT_NOW, _as_read("OLD")),
    Trigger(_NAMED, "read", "UPDATE", _NOT_NOW, "TRUE"),
    *append_only(_VERSION),
    Trigger(
        _VERSION,
        "as_read",
        "INSERT",
        f"{_VERSION}: 決裁に出した文と違います。",
        f"""NOT EXISTS (SELECT 1 FROM {_WARNING} w WHERE w.id = NEW.warning_id
            AND w.status IN ('WAITING', 'CORRECTION_WAITING')
            AND w.title = NEW.title AND w.body = NEW.body
            AND w.submitted_by_id = NEW.submitted_by_id
            AND w.written_by_id <> NEW.approved_by_id)""",
    ),
    Trigger(
        _VERSION,
        "number",
        "INSERT",
        f"{_VERSION}: 版の番号がとんでいます。",
        f"""NEW.number <> 1 + (
            SELECT COUNT(*) FROM {_VERSION} v WHERE v.warning_id = NEW.warning_id)""",
    ),
    Trigger(
        _VERSION,
        "drill",
        "INSERT",
        f"{_VERSION}: 訓練は公開できません。",
        f"""EXISTS (SELECT 1 FROM {_WARNING} w
            JOIN incidents_incident i ON i.id = w.incident_id
            WHERE w.id = NEW.warning_id AND i.is_drill = TRUE)""",
    ),
    Trigger(
        _WARNING,
        "public_text",
        "UPDATE",
        f"{_WARNING}: 公開する版が、この注意喚起のいちばん新しい版ではありません。",
        f"""NEW.public_version_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM {_VERSION} v WHERE v.id = NEW.public_version_id
            AND v.warning_id = NEW.id AND v.number = (
                SELECT MAX(m.number) FROM {_VERSION} m WHERE m.warning_id = NEW.id))""",
    ),
)
