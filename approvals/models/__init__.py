from approvals.models.agenda_item import AgendaItem, Participant, Vote
from approvals.models.application import Application, ApplicationRound, Remark
from approvals.models.comment import Comment
from approvals.models.committee_rule import CommitteeRule
from approvals.models.condition import Condition
from approvals.models.meeting import Attendance, Meeting
from approvals.models.minutes import Minutes, MinutesText
from approvals.models.post_draft import FindingAnswer, PostDraft
from approvals.models.post_word import PostWord
from approvals.models.result_notice import ResultNotice
from approvals.models.step_back import StepBack
from approvals.models.waiver import Waiver

__all__ = [
    "AgendaItem",
    "Application",
    "ApplicationRound",
    "Attendance",
    "Comment",
    "CommitteeRule",
    "Condition",
    "FindingAnswer",
    "Meeting",
    "Minutes",
    "MinutesText",
    "Participant",
    "PostDraft",
    "PostWord",
    "Remark",
    "ResultNotice",
    "StepBack",
    "Vote",
    "Waiver",
]
