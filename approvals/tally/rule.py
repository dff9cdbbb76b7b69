"""How the committee decides: quorum, majority and ties as one storable value."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from typing import Any, Self

VERSION = 2
HALF = Fraction(1, 2)


class RuleError(ValueError):
    """A rule, or a count under it, that cannot be; the message is for the settings screen.

    `point`: the part of the rule that should change.
    """

    def __init__(self, message: str, point: str = "") -> None:
        super().__init__(message)
        self.point = point


class QuorumBase(StrEnum):
    IN_OFFICE = "in_office"
    SEATS = "seats"


class MajorityBase(StrEnum):
    VOTES_CAST = "votes_cast"
    PRESENT = "present"
    IN_OFFICE = "in_office"


class Ties(StrEnum):
    CHAIR_DECIDES = "chair_decides"
    REJECTED = "rejected"


class Answers(StrEnum):
    """How many must have answered for 持ち回り to be valid."""

    ALL = "all"
    MAJORITY = "majority"
    QUORUM = "quorum"


class Objection(StrEnum):
    """What comes of a member who wants a real meeting instead of 持ち回り."""

    TO_MEETING = "to_meeting"
    NOTED = "noted"


@dataclass(frozen=True)
class Share:
    """A part of a whole: 過半数 is more than 1/2, 3分の2以上 is at least 2/3."""

    fraction: Fraction
    more_than: bool

    def __post_init__(self) -> None:
        if not 0 < self.fraction <= 1 or (self.more_than and self.fraction == 1):
            raise RuleError("割合は0より大きく1以下で、満たすことのできるものにしてください。")

    def __str__(self) -> str:
        words = "more than" if self.more_than else "at least"
        return f"{words} {self.fraction.numerator}/{self.fraction.denominator}"

    @classmethod
    def parse(cls, text: object) -> Self:
        """ "more than 1/2" or "at least 2/3"."""
        found = isinstance(text, str) and re.fullmatch(
            r"(more than|at least) ([0-9]{1,4})/([0-9]{1,4})", text
        )
        if not found or int(found[3]) == 0:
            raise RuleError(f"割合「{text}」を読み取れません。")
        return cls(Fraction(int(found[2]), int(found[3])), found[1] == "more than")

    def needed(self, base: int) -> int:
        """The smallest sufficient count; never zero, so that nobody decides nothing."""
        part = self.fraction * base
        least = floor(part) + 1 if self.more_than else ceil(part)
        return max(1, least)

    @property
    def label(self) -> str:
        if self.fraction == 1:
            return "全員"
        if self.fraction == HALF:
            return "過半数" if self.more_than else "半数以上"
        part = f"{self.fraction.denominator}分の{self.fraction.numerator}"
        return f"{part}を超える数" if self.more_than else f"{part}以上"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """How this committee decides, stored with each meeting as applied."""

    quorum: Share
    quorum_base: QuorumBase
    seats: int | None = None  # 定数; only for QuorumBase.SEATS
    majority: Share
    majority_base: MajorityBase
    ties: Ties
    chair_votes: bool
    chair_counts_for_quorum: bool
    own_section_excluded: bool
    excluded_count_for_quorum: bool  # as in 地方自治法第113条ただし書
    abstention_counts_as_present: bool  # in the majority's base; the quorum counts who attends
    circulation_answers: Answers = Answers.MAJORITY
    circulation_majority_base: MajorityBase = MajorityBase.PRESENT  # 回答した委員
    circulation_objection: Objection = Objection.TO_MEETING
    deputies_vote: bool = False  # 持ち回りで、不在の委員に代わって

    def __post_init__(self) -> None:
        if (self.quorum_base == QuorumBase.SEATS) != (self.seats is not None):
            raise RuleError(_SEATS_OR_NOT[self.quorum_base], "seats")
        if self.seats is not None and self.seats < 1:
            raise RuleError("定数は1名以上にしてください。", "seats")
        if self.majority.fraction < HALF:
            raise RuleError("議決に必要な割合は、2分の1以上にしてください。", "majority")
        if self.ties == Ties.CHAIR_DECIDES and self.majority != Share(HALF, more_than=True):
            raise RuleError("可否同数を委員長が決するのは、過半数で決めるときに限ります。", "ties")

    def to_json(self) -> dict[str, Any]:
        facts = asdict(self) | {"quorum": str(self.quorum), "majority": str(self.majority)}
        return {"version": VERSION} | {k: v for k, v in facts.items() if v is not None}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        facts = dict(data)
        version = facts.pop("version", None)
        if version == 1:
            facts = _UNTIL_VERSION_2 | facts
        elif version != VERSION:
            raise RuleError(f"採決の定めの版「{version}」を読み取れません。")
        _refuse_other_keys(facts, {f.name for f in fields(cls)})
        return cls(**{name: _READ[name](value) for name, value in facts.items()})

    @property
    def summary(self) -> str:
        """For a meeting in a room, as the minutes say it."""
        return (
            f"{self._quorum_words}の出席で成立し、"
            f"{MAJORITY_BASE_LABELS[self.majority_base]}の{self.majority.label}で決する。"
            f"{self._common_words}"
        )

    @property
    def circulation_summary(self) -> str:
        """For 持ち回り."""
        base = CIRCULATION_BASE_LABELS[self.circulation_majority_base]
        deputies = "認める" if self.deputies_vote else "認めない"
        return (
            f"{self._answers_words}の回答で成立し、{base}の{self.majority.label}で決する。"
            f"{self._common_words}{OBJECTION_LABELS[self.circulation_objection]}"
            f"不在の委員に代わる代理者の回答は{deputies}。"
        )

    @property
    def wish_ends_circulation(self) -> bool:
        return self.circulation_objection == Objection.TO_MEETING

    @property
    def _quorum_words(self) -> str:
        base = f"委員の定数{self.seats}名" if self.seats else "在任委員"
        return f"{base}の{self.quorum.label}"

    @property
    def _answers_words(self) -> str:
        if self.circulation_answers == Answers.QUORUM:
            return self._quorum_words
        return ANSWERS_LABELS[self.circulation_answers]

    @property
    def _common_words(self) -> str:
        return (
            f"{TIE_LABELS[self.ties]}"
            f"委員長は表決に{'加わる' if self.chair_votes else '加わらない'}。"
            f"{'自課の案件は表決から除く。' if self.own_section_excluded else ''}"
        )


MAJORITY_BASE_LABELS = {
    MajorityBase.VOTES_CAST: "可否の投票総数",
    MajorityBase.PRESENT: "出席委員",
    MajorityBase.IN_OFFICE: "在任委員",
}
TIE_LABELS = {
    Ties.CHAIR_DECIDES: "可否同数のときは、委員長が決する。",
    Ties.REJECTED: "可否同数のときは、否決とする。",
}
CIRCULATION_BASE_LABELS = MAJORITY_BASE_LABELS | {MajorityBase.PRESENT: "回答した委員"}
ANSWERS_LABELS = {
    Answers.ALL: "表決できる委員全員",
    Answers.MAJORITY: "表決できる委員の過半数",
    Answers.QUORUM: "会議の定足数と同じ数の委員",
}
OBJECTION_LABELS = {
    Objection.TO_MEETING: "会議での審議を求める委員が一人でもいれば、会議で審議する。",
    Objection.NOTED: "会議での審議を求める委員がいても、記録して採決を続ける。",
}
_SEATS_OR_NOT = {
    QuorumBase.SEATS: "委員の定数を入れてください。",
    QuorumBase.IN_OFFICE: "在任する委員の数で数えるときは、定数を空けてください。",
}
# What a rule stored before 持ち回り was provided for is read as.
_UNTIL_VERSION_2 = {
    "circulation_answers": "all",
    "circulation_majority_base": "present",
    "circulation_objection": "to_meeting",
    "deputies_vote": False,
}


def _refuse_other_keys(facts: Mapping[str, Any], known: set[str]) -> None:
    if unknown := sorted(str(key) for key in set(facts) - known):
        raise RuleError(f"採決の定めに知らない項目があります：{'、'.join(unknown)}")
    if missing := sorted(known - set(facts) - {"seats"}):
        raise RuleError(f"採決の定めに足りない項目があります：{'、'.join(missing)}")


def _boolean(value: object) -> bool:
    if not isinstance(value, bool):
        raise RuleError(f"「{value}」は、はい・いいえのどちらでもありません。")
    return value


def _whole_number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise RuleError(f"「{value}」は人数ではありません。")
    return value


def _choice(kind: type[StrEnum]):
    def read(value: object) -> StrEnum:
        if not isinstance(value, str) or value not in list(kind):
            raise RuleError(f"「{value}」は選べません。")
        return kind(value)

    return read


_READ = {
    "quorum": Share.parse,
    "quorum_base": _choice(QuorumBase),
    "seats": _whole_number,
    "majority": Share.parse,
    "majority_base": _choice(MajorityBase),
    "ties": _choice(Ties),
    "chair_votes": _boolean,
    "chair_counts_for_quorum": _boolean,
    "own_section_excluded": _boolean,
    "excluded_count_for_quorum": _boolean,
    "abstention_counts_as_present": _boolean,
    "circulation_answers": _choice(Answers),
    "circulation_majority_base": _choice(MajorityBase),
    "circulation_objection": _choice(Objection),
    "deputies_vote": _boolean,
}
