"""4(2)ウ: the committee's arithmetic, on plain values."""

from .count import Outcome, Tally
from .rule import Answers, MajorityBase, Objection, QuorumBase, Rule, RuleError, Share, Ties

__all__ = [
    "Answers",
    "MajorityBase",
    "Objection",
    "Outcome",
    "QuorumBase",
    "Rule",
    "RuleError",
    "Share",
    "Tally",
    "Ties",
]
