"""What a count of votes means under a rule, and the sentence the minutes print for it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from fractions import Fraction
from typing import Any, Literal, Self

from .rule import Answers, MajorityBase, QuorumBase, Rule, RuleError, Share, Ties


class Outcome(StrEnum):
    APPROVED = "approved"
    REJECTED = "rejected"
    TIED_CHAIR_DECIDES = "tied_chair_decides"
    NOT_QUORATE = "not_quorate"
    INCOMPLETE = "incomplete"
    NOT_VALID = "not_valid"
    OBJECTED = "objected"

    @property
    def label(self) -> str:
        return _OUTCOME_LABELS[self]

    @property
    def is_decision(self) -> bool:
        return self in {Outcome.APPROVED, Outcome.REJECTED}

    @property
    def ends_undecided(self) -> bool:
        """Of 持ち回り: over, and for a meeting to decide."""
        return self in {Outcome.NOT_VALID, Outcome.OBJECTED}


_OUTCOME_LABELS = {
    Outcome.APPROVED: "可決",
    Outcome.REJECTED: "否決",
    Outcome.TIED_CHAIR_DECIDES: "可否同数（委員長の決定待ち）",
    Outcome.NOT_QUORATE: "定足数不足",
    Outcome.INCOMPLETE: "表決中",
    Outcome.NOT_VALID: "持ち回り不成立",
    Outcome.OBJECTED: "会議で審議",
}
_MAJORITY_OF_ANSWERS = Share(Fraction(1, 2), more_than=True)


@dataclass(frozen=True, kw_only=True)
class Tally:
    """One item, one round. The presiding chair (or deputy) is one of `members` and `present`.

    `present` are those attending; in 持ち回り (`circulated`) those asked, and after the deadline
    those who answered. `excluded` are those present who may not vote on this item. `asked`, in
    持ち回り only: how many could have answered; `objections`: how many want a real meeting.
    """

    rule: Rule
    members: int
    present: int
    approve: int
    reject: int
    abstain: int = 0
    excluded: int = 0
    chair_says: Literal["approve", "reject"] | None = None
    circulated: bool = False
    asked: int = 0
    objections: int = 0

    def __post_init__(self) -> None:
        counts = (
            self.present,
            self.approve,
            self.reject,
            self.abstain,
            self.excluded,
            self.asked,
            self.objections,
        )
        if min(counts) < 0 or self.members < 1:
            raise RuleError("人数は0以上（委員は1名以上）にしてください。")
        if self.present > self.members:
            raise RuleError("出席者が委員の人数を超えています。")
        if self.excluded and not self.rule.own_section_excluded:
            raise RuleError("この採決の定めには除斥がありません。")
        if self.excluded > self.present:
            raise RuleError("除斥される委員が、出席者の人数を超えています。")
        if self.voted > self.eligible:
            raise RuleError("票の数が、表決できる委員の人数を超えています。")
        if self.chair_says not in {None, "approve", "reject"}:
            raise RuleError("委員長の決定は、可か否のどちらかです。")

    def to_json(self) -> dict[str, Any]:
        """The count without its rule, which is stored with the meeting."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "rule"}

    @classmethod
    def from_json(cls, data: Mapping[str, Any], rule: Rule) -> Self:
        return cls(rule=rule, **data)

    @property
    def _presiding(self) -> int:
        return min(1, self.present - self.excluded)

    @property
    def voted(self) -> int:
        return self.approve + self.reject + self.abstain

    @property
    def eligible(self) -> int:
        """Members present who may vote."""
        chair = 0 if self.rule.chair_votes else self._presiding
        return self.present - self.excluded - chair

    @property
    def complete(self) -> bool:
        return self.objected or self.voted == self.eligible

    @property
    def objected(self) -> bool:
        """持ち回り ends at the first who wants a real meeting, where the rule says so."""
        return self.circulated and self.objections > 0 and self.rule.wish_ends_circulation

    @property
    def answers_needed(self) -> int:
        """For 持ち回り to be valid."""
        match self.rule.circulation_answers:
            case Answers.ALL:
                return max(1, self.asked)
            case Answers.MAJORITY:
                return _MAJORITY_OF_ANSWERS.needed(self.asked)
            case _:
                return self.quorum_needed

    @property
    def answered_enough(self) -> bool:
        if self.rule.circulation_answers == Answers.QUORUM:
            return self.quorate
        return self.voted >= self.answers_needed

    @property
    def quorum_needed(self) -> int:
        rule = self.rule
        if rule.quorum_base == QuorumBase.SEATS:
            return rule.quorum.needed(rule.seats)
        chair = 0 if rule.chair_counts_for_quorum else 1
        return rule.quorum.needed(self.members - chair)

    @property
    def quorate(self) -> bool:
        rule = self.rule
        chair = 0 if rule.chair_counts_for_quorum else self._presiding
        excluded = 0 if rule.excluded_count_for_quorum else self.excluded
        return self.present - chair - excluded >= self.quorum_needed

    @property
    def majority_base(self) -> MajorityBase:
        rule = self.rule
        return rule.circulation_majority_base if self.circulated else rule.majority_base

    @property
    def majority_of(self) -> int:
        """How many the majority is counted from."""
        if self.majority_base == MajorityBase.IN_OFFICE:
            return self.members
        if self.majority_base == MajorityBase.VOTES_CAST:
            return self.approve + self.reject
        return self.eligible - (0 if self.rule.abstention_counts_as_present else self.abstain)

    @property
    def needed(self) -> int:
        return self.rule.majority.needed(self.majority_of)

    @property
    def tied(self) -> bool:
        """可否同数, where the chair's word can still make the majority.

        With 可2・否2・棄権3 of seven present it cannot (four are needed): that is a rejection.
        """
        equal = self.approve == self.reject > 0
        return equal and self.approve < self.needed <= self.approve + 1

    @property
    def settled(self) -> bool:
        """All votes are in and decide by themselves."""
        return bool(self.voted and self.outcome.is_decision)

    @property
    def outcome(self) -> Outcome:
        if self.objected:
            return Outcome.OBJECTED
        if not (self.quorate or self.circulated):
            return Outcome.NOT_QUORATE
        if not self.complete:
            return Outcome.INCOMPLETE
        if self.circulated and not self.answered_enough:
            return Outcome.NOT_VALID
        if self.tied and self.rule.ties == Ties.CHAIR_DECIDES:
            return _CHAIR_OUTCOMES[self.chair_says]
        return Outcome.APPROVED if self.approve >= self.needed else Outcome.REJECTED

    @property
    def explanation(self) -> str:
        return f"{self._attendance}{self._votes}{self._wishes}{self._reason}"

    @property
    def _attendance(self) -> str:
        excluded = f"、除斥{self.excluded}名" if self.excluded else ""
        if self.circulated:
            needed = f"（成立に必要な回答{self.answers_needed}名{excluded}）"
            return f"表決できる委員{self.asked}名中{self.voted}名回答{needed}。"
        quorum = f"（定足数{self.quorum_needed}名{excluded}）"
        return f"委員{self.members}名中{self.present}名出席{quorum}。"

    @property
    def _wishes(self) -> str:
        """Objections that the rule only notes."""
        noted = self.circulated and self.objections and not self.objected
        return f"会議での審議を求めた委員{self.objections}名。" if noted else ""

    @property
    def _votes(self) -> str:
        return f"可{self.approve}・否{self.reject}・棄権{self.abstain}。" if self.voted else ""

    @property
    def _reason(self) -> str:
        outcome = self.outcome
        if outcome in _UNDECIDED_REASONS:
            left = self.eligible - self.voted
            return _UNDECIDED_REASONS[outcome].format(left=left, objections=self.objections)
        if self.tied:
            return self._tie_reason(outcome)
        reached = "達したため、可決。" if outcome == Outcome.APPROVED else "達しないため、否決。"
        return f"{self._majority_words}{self.needed}名に{reached}"

    def _tie_reason(self, outcome: Outcome) -> str:
        if outcome == Outcome.TIED_CHAIR_DECIDES:
            return "可否同数のため、委員長が決する。"
        by_chair = "委員長の決するところにより" if self.rule.ties == Ties.CHAIR_DECIDES else ""
        return f"可否同数のため、{by_chair}{outcome.label}。"

    @property
    def _majority_words(self) -> str:
        """出席委員の過半数, saying who was left out when it is not simply everybody present."""
        if self.majority_base == MajorityBase.IN_OFFICE:
            base = f"在任委員{self.members}名"
        elif self.majority_base == MajorityBase.VOTES_CAST:
            base = f"可否の投票{self.majority_of}名"
        else:
            base = self._present_words
        return f"{base}の{self.rule.majority.label}"

    @property
    def _present_words(self) -> str:
        who = "回答委員" if self.circulated else "出席委員"
        left_out = [
            *([] if self.rule.chair_votes else ["議長"]),
            *(["除斥"] if self.excluded else []),
            *(["棄権"] if self.abstain and not self.rule.abstention_counts_as_present else []),
        ]
        return f"{who}（{'・'.join(left_out)}を除く{self.majority_of}名）" if left_out else who


_UNDECIDED_REASONS = {
    Outcome.NOT_QUORATE: "定足数に達しないため、議決できない。",
    Outcome.INCOMPLETE: "表決していない委員が{left}名いるため、まだ決まらない。",
    Outcome.NOT_VALID: "必要な回答の数に達しないため、成立しない。",
    Outcome.OBJECTED: "会議での審議を求める委員が{objections}名いるため、会議で審議する。",
}
_CHAIR_OUTCOMES = {
    None: Outcome.TIED_CHAIR_DECIDES,
    "approve": Outcome.APPROVED,
    "reject": Outcome.REJECTED,
}
