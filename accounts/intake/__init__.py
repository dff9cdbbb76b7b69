"""既存登録 from a table. An account is recognised by its address, wherever its row stands."""

from accounts.intake.later import is_later
from accounts.intake.planning import plan
from accounts.intake.taking import take

__all__ = ["is_later", "plan", "take"]
