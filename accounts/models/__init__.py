from accounts.models.decision import Decision
from accounts.models.official_account import OfficialAccount
from accounts.models.opening import OpeningCheck
from accounts.models.operator import Operator
from accounts.models.service import Service

__all__ = ["Decision", "OfficialAccount", "OpeningCheck", "Operator", "Service"]
