"""4(2)ウ: the committee's arithmetic, on plain values."""

from .count import Outcome, Tally
from .rule import Answers, MajorityBase, Objection, QuorumBase, Rule, RuleError, Share, Ties
from .words import example, in_words

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
    "example",
    "in_words",
]
