"""A rule point by point in plain Japanese, and what it comes to for so many members."""

from collections.abc import Mapping

from .count import Tally
from .rule import (
    ANSWERS_LABELS,
    CIRCULATION_BASE_LABELS,
    MAJORITY_BASE_LABELS,
    OBJECTION_LABELS,
    TIE_LABELS,
    Answers,
    Rule,
)


def in_words(rule: Rule) -> dict[str, str]:
    """Name of the point → what the rule says of it; two rules differ where these do."""
    return {
        "会議の定足数": f"{_quorum(rule)}の出席",
        "会議の議決": _majority(rule, MAJORITY_BASE_LABELS[rule.majority_base]),
        "可否同数のとき": TIE_LABELS[rule.ties].removeprefix("可否同数のときは、").rstrip("。"),
        "委員長": _yes_no(rule.chair_votes, "表決に加わる", "表決に加わらない"),
        "定足数と委員長": _counted(rule.chair_counts_for_quorum, "委員長"),
        "自課の案件": _yes_no(
            rule.own_section_excluded,
            "申請した部課の委員は、表決から除く（除斥）",
            "申請した部課の委員も、表決に加わる",
        ),
        "定足数と除斥": _counted(rule.excluded_count_for_quorum, "除斥された委員"),
        "棄権": _yes_no(
            rule.abstention_counts_as_present,
            "議決のもとの人数に数える",
            "議決のもとの人数に数えない",
        ),
        "持ち回りの成立": f"{_answers(rule)}の回答",
        "持ち回りの議決": _majority(rule, CIRCULATION_BASE_LABELS[rule.circulation_majority_base]),
        "会議での審議を求める委員": OBJECTION_LABELS[rule.circulation_objection].rstrip("。"),
        "不在の委員の代理者": _yes_no(
            rule.deputies_vote, "持ち回りに回答できる", "持ち回りに回答できない"
        ),
    }


def _quorum(rule: Rule) -> str:
    base = f"委員の定数{rule.seats}名" if rule.seats else "在任委員"
    return f"{base}の{rule.quorum.label}"


def _majority(rule: Rule, base: str) -> str:
    return f"{base}の{rule.majority.label}の可"


def _answers(rule: Rule) -> str:
    if rule.circulation_answers == Answers.QUORUM:
        return f"{ANSWERS_LABELS[Answers.QUORUM]}（{_quorum(rule)}）"
    return ANSWERS_LABELS[rule.circulation_answers]


def _yes_no(says: bool, yes: str, no: str) -> str:
    return yes if says else no


def _counted(counts: bool, who: str) -> str:
    return f"{who}を出席に数える" if counts else f"{who}を出席に数えない"


def example(rule: Rule, members: int) -> str:
    """With everybody there, and everybody answering."""
    if members < 1:
        return "いまは在任する委員がいません。"
    there = {"rule": rule, "members": members, "present": members, "approve": 0, "reject": 0}
    meeting, asked = Tally(**there), Tally(**there, circulated=True).eligible
    answered = Tally(**there, circulated=True, asked=asked)
    return (
        f"委員が{members}名のとき、会議は{meeting.quorum_needed}名の出席で成立し、"
        f"全員が出席すると可{_needed(meeting)}名で可決します。"
        f"持ち回りは{answered.answers_needed}名の回答で成立し、"
        f"全員が回答すると可{_needed(answered)}名で可決します。"
    )


def _needed(tally: Tally) -> int:
    """When nobody abstains: every vote is for or against."""
    facts: Mapping[str, object] = {**tally.to_json(), "approve": tally.eligible}
    return Tally.from_json(facts, tally.rule).needed
