from incidents.models.entry import TimelineEntry
from incidents.models.evidence import EvidenceWithdrawal, IncidentEvidence
from incidents.models.impostor import Impostor, ImpostorWatch, PlatformReply, PlatformReport
from incidents.models.incident import Incident, Reopening
from incidents.models.public_warning import PublicWarning, WarningVersion
from incidents.models.step import IncidentStep, StepNeed

__all__ = [
    "EvidenceWithdrawal",
    "Impostor",
    "ImpostorWatch",
    "Incident",
    "IncidentEvidence",
    "IncidentStep",
    "PlatformReply",
    "PlatformReport",
    "PublicWarning",
    "Reopening",
    "StepNeed",
    "TimelineEntry",
    "WarningVersion",
]
