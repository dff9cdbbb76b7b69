"""What every step leaves behind: a line on the incident's time line and an entry of the trail."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from incidents.cards import cards
from incidents.models import Incident, IncidentStep, TimelineEntry
from komae_sns.audit import services as audit
from komae_sns.staff.actors import Actor

Entry = TimelineEntry.Kind


def write_down(
    incident: Incident,
    kind: Entry,
    text: str,
    *,
    by: Actor,
    now: datetime,
    step: IncidentStep | None = None,
    happened_at: datetime | None = None,
    is_about: bool = False,
) -> TimelineEntry:
    """Both names, where somebody stands in."""
    return TimelineEntry.objects.create(
        incident=incident,
        kind=kind,
        step=step,
        text=text,
        happened_at=happened_at,
        is_about=is_about,
        recorded_at=now,
        recorded_by=by.user,
        recorded_for=by.on_behalf_of,
    )


def record(
    action: str,
    incident: Incident,
    *,
    by: Actor,
    changes: Mapping[str, tuple[Any, Any]] | None = None,
    note: str = "",
    clause: str = "",
) -> None:
    """The account's time line shows it too."""
    found = cards().get(incident.kind)
    audit.record(
        action,
        incident,
        by=by,
        clause=clause or (found.clause if found else "4(3)オ"),
        changes=changes or {},
        note=note,
        mentions=[incident.account] if incident.account else [],
    )
