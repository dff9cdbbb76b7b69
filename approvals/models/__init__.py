from approvals.models.application import Application, ApplicationRound, Remark
from approvals.models.meeting import AgendaItem, Attendance, Meeting, Vote
from approvals.models.waiver import Waiver

__all__ = [
    "AgendaItem",
    "Application",
    "ApplicationRound",
    "Attendance",
    "Meeting",
    "Remark",
    "Vote",
    "Waiver",
]
