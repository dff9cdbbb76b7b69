from accounts.models.access import Connection, CredentialChange, Keeper
from accounts.models.acknowledgement import Acknowledgement
from accounts.models.annual_review import AnnualReview, ReviewRound
from accounts.models.badge_event import BadgeEvent
from accounts.models.change import AccountChange
from accounts.models.consent import Consent
from accounts.models.content_check import ContentCheck
from accounts.models.decision import Decision
from accounts.models.domain_check import DomainCheck
from accounts.models.figure import Figure
from accounts.models.former_handle import FormerHandle
from accounts.models.handover import Handover, HandoverTick
from accounts.models.link_check import LinkCheck
from accounts.models.official_account import OfficialAccount
from accounts.models.opening import OpeningCheck
from accounts.models.operator import Operator
from accounts.models.pause import Pause
from accounts.models.permitted_contact import PermittedContact
from accounts.models.related_domain import DomainRenewal, RelatedDomain
from accounts.models.review_year import ReviewYear
from accounts.models.section_move import SectionMove
from accounts.models.service import Service
from accounts.models.status_alarm import StatusAlarm
from accounts.models.status_check import StatusCheck
from accounts.models.suspension import Suspension
from accounts.models.suspension_notice import SuspensionNotice

__all__ = [
    "AccountChange",
    "Acknowledgement",
    "AnnualReview",
    "BadgeEvent",
    "Connection",
    "Consent",
    "ContentCheck",
    "CredentialChange",
    "Decision",
    "DomainCheck",
    "DomainRenewal",
    "Figure",
    "FormerHandle",
    "Handover",
    "HandoverTick",
    "Keeper",
    "LinkCheck",
    "OfficialAccount",
    "OpeningCheck",
    "Operator",
    "Pause",
    "PermittedContact",
    "RelatedDomain",
    "ReviewRound",
    "ReviewYear",
    "SectionMove",
    "Service",
    "StatusAlarm",
    "StatusCheck",
    "Suspension",
    "SuspensionNotice",
]
