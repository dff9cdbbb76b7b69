from incidents.models.entry import TimelineEntry
from incidents.models.evidence import EvidenceWithdrawal, IncidentEvidence
from incidents.models.impostor import Impostor, ImpostorWatch, PlatformReply, PlatformReport
from incidents.models.incident import Incident, Reopening
from incidents.models.lesson import Lesson, Prevention
from incidents.models.public_warning import PublicWarning, WarningVersion
from incidents.models.report import IncidentReport
from incidents.models.step import IncidentStep, StepNeed

__all__ = [
    "EvidenceWithdrawal",
    "Impostor",
    "ImpostorWatch",
    "Incident",
    "IncidentEvidence",
    "IncidentReport",
    "IncidentStep",
    "Lesson",
    "PlatformReply",
    "PlatformReport",
    "Prevention",
    "PublicWarning",
    "Reopening",
    "StepNeed",
    "TimelineEntry",
    "WarningVersion",
]
