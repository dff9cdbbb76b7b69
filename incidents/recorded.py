"""What was recorded elsewhere before a step's turn came: offered in its form, not typed again."""

from datetime import datetime
from typing import Any

from incidents.cards import Act
from incidents.models import IncidentStep, PlatformReport


def offered(step: IncidentStep) -> dict[str, Any]:
    """For the form of a step that waits; whoever records it reads it and may change it."""
    if not step.is_waiting:
        return {}
    match step.act:
        case Act.TELL_PLATFORM:
            return _platform_told(step)
        case Act.TELL_CITIZENS:
            return _citizens_told(step)
        case _:
            return {}


def _platform_told(step: IncidentStep) -> dict[str, Any]:
    sent = PlatformReport.objects.filter(impostor__incident=step.incident_id)
    first = sent.select_related("impostor__service").order_by("sent_at", "pk").first()
    if first is None:
        return {}
    said = f"{first.impostor.shown}：運営会社へ通報した（{first.way}）。{first.receipt}"
    return _done(said.strip(), first.sent_at)


def _citizens_told(step: IncidentStep) -> dict[str, Any]:
    public = step.incident.warnings.published().select_related("public_version")
    first = public.order_by("published_at", "pk").first()
    if first is None:
        return {}
    return _done(f"注意喚起「{first.public_version.title}」を公開した", first.published_at)


def _done(note: str, at: datetime) -> dict[str, Any]:
    return {"note": note, "done_at": at}
