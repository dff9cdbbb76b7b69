"""数字 from a table: one row a month of an account, or one row a figure."""

from accounts.intake.figures.columns import columns
from accounts.intake.figures.planning import plan
from accounts.intake.figures.taking import take

__all__ = ["columns", "plan", "take"]
