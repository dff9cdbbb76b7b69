from incidents.models.entry import TimelineEntry
from incidents.models.incident import Incident, Reopening
from incidents.models.step import IncidentStep, StepNeed

__all__ = ["Incident", "IncidentStep", "Reopening", "StepNeed", "TimelineEntry"]
