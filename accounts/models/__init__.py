from accounts.models.decision import Decision
from accounts.models.figure import Figure
from accounts.models.official_account import OfficialAccount
from accounts.models.opening import OpeningCheck
from accounts.models.operator import Operator
from accounts.models.service import Service

__all__ = ["Decision", "Figure", "OfficialAccount", "OpeningCheck", "Operator", "Service"]
