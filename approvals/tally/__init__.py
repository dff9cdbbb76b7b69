"""4(2)ウ: the committee's arithmetic, on plain values."""

from .count import Outcome, Tally
from .rule import MajorityBase, QuorumBase, Rule, RuleError, Share, Ties

__all__ = [
    "MajorityBase",
    "Outcome",
    "QuorumBase",
    "Rule",
    "RuleError",
    "Share",
    "Tally",
    "Ties",
]
