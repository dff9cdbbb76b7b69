"""The committee's arithmetic: quorum, majority, ties, and the sentence in the minutes."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approvals.tally import (
    MajorityBase,
    Outcome,
    QuorumBase,
    Rule,
    RuleError,
    Share,
    Tally,
    Ties,
)

MORE_THAN_HALF = Share(Fraction(1, 2), more_than=True)
TWO_THIRDS = Share(Fraction(2, 3), more_than=False)

# 委員の過半数の出席、出席委員の過半数、可否同数は委員長の決するところ（宮若市・柏原市などの型）
CUSTOMARY = Rule(
    quorum=MORE_THAN_HALF,
    quorum_base=QuorumBase.IN_OFFICE,
    majority=MORE_THAN_HALF,
    majority_base=MajorityBase.PRESENT,
    ties=Ties.CHAIR_DECIDES,
    chair_votes=True,
    chair_counts_for_quorum=True,
    own_section_excluded=True,
    excluded_count_for_quorum=True,
    abstention_counts_as_present=True,
)
CHAIR_ONLY_PRESIDES = replace(CUSTOMARY, chair_votes=False)
TIES_FALL = replace(CUSTOMARY, ties=Ties.REJECTED)
OF_VOTES_CAST = replace(CUSTOMARY, majority_base=MajorityBase.VOTES_CAST)
OF_MEMBERS = replace(CUSTOMARY, majority_base=MajorityBase.IN_OFFICE)
OF_SEATS = replace(CUSTOMARY, quorum_base=QuorumBase.SEATS, seats=10)
SPECIAL = replace(CUSTOMARY, majority=TWO_THIRDS, ties=Ties.REJECTED)
ABSTAINERS_LEAVE = replace(CUSTOMARY, abstention_counts_as_present=False)
STRICT_EXCLUSION = replace(CUSTOMARY, excluded_count_for_quorum=False)
CHAIR_OUTSIDE_QUORUM = replace(CUSTOMARY, chair_counts_for_quorum=False)
UNANIMOUS = replace(CUSTOMARY, majority=Share(Fraction(1), more_than=False), ties=Ties.REJECTED)

APPROVED, REJECTED = Outcome.APPROVED, Outcome.REJECTED
TIED, NOT_QUORATE, INCOMPLETE = (
    Outcome.TIED_CHAIR_DECIDES,
    Outcome.NOT_QUORATE,
    Outcome.INCOMPLETE,
)


def tally(rule, members, present, approve, reject, abstain=0, **more) -> Tally:
    return Tally(
        rule=rule,
        members=members,
        present=present,
        approve=approve,
        reject=reject,
        abstain=abstain,
        **more,
    )


@pytest.mark.clause("4(2)ウ")
@pytest.mark.parametrize(
    ("rule", "members", "present", "approve", "reject", "abstain", "excluded", "outcome"),
    [
        # quorum: 過半数 of seven is four, of eight is five
        (CUSTOMARY, 7, 4, 4, 0, 0, 0, APPROVED),
        (CUSTOMARY, 7, 3, 3, 0, 0, 0, NOT_QUORATE),
        (CUSTOMARY, 8, 4, 4, 0, 0, 0, NOT_QUORATE),
        (CUSTOMARY, 8, 5, 5, 0, 0, 0, APPROVED),
        (CUSTOMARY, 7, 0, 0, 0, 0, 0, NOT_QUORATE),
        (CUSTOMARY, 1, 1, 1, 0, 0, 0, APPROVED),
        # 定数10: six needed although only seven are in office
        (OF_SEATS, 7, 5, 5, 0, 0, 0, NOT_QUORATE),
        (OF_SEATS, 7, 6, 6, 0, 0, 0, APPROVED),
        # the chair outside the count: seven members are six, four needed beside the chair
        (CHAIR_OUTSIDE_QUORUM, 7, 4, 4, 0, 0, 0, NOT_QUORATE),
        (CHAIR_OUTSIDE_QUORUM, 7, 5, 5, 0, 0, 0, APPROVED),
        # majority of those present: an abstention weighs like a 否
        (CUSTOMARY, 7, 5, 3, 2, 0, 0, APPROVED),
        (CUSTOMARY, 7, 5, 2, 3, 0, 0, REJECTED),
        (CUSTOMARY, 7, 6, 3, 2, 1, 0, REJECTED),
        (ABSTAINERS_LEAVE, 7, 6, 3, 2, 1, 0, APPROVED),
        (OF_VOTES_CAST, 7, 6, 3, 2, 1, 0, APPROVED),
        (OF_VOTES_CAST, 7, 5, 1, 0, 4, 0, APPROVED),
        (OF_VOTES_CAST, 7, 5, 0, 0, 5, 0, REJECTED),
        (OF_MEMBERS, 7, 5, 3, 2, 0, 0, REJECTED),
        (OF_MEMBERS, 7, 5, 4, 1, 0, 0, APPROVED),
        (SPECIAL, 7, 6, 4, 2, 0, 0, APPROVED),
        (SPECIAL, 7, 7, 4, 3, 0, 0, REJECTED),
        (UNANIMOUS, 7, 5, 5, 0, 0, 0, APPROVED),
        (UNANIMOUS, 7, 5, 4, 0, 1, 0, REJECTED),
        # ties
        (CUSTOMARY, 7, 6, 3, 3, 0, 0, TIED),
        (TIES_FALL, 7, 6, 3, 3, 0, 0, REJECTED),
        (CHAIR_ONLY_PRESIDES, 7, 5, 2, 2, 0, 0, TIED),
        (CUSTOMARY, 7, 5, 2, 2, 1, 0, TIED),
        (CUSTOMARY, 7, 7, 2, 2, 3, 0, REJECTED),
        (CUSTOMARY, 7, 5, 0, 0, 5, 0, REJECTED),
        (SPECIAL, 7, 4, 2, 2, 0, 0, REJECTED),
        # 除斥: out of the vote, but the sitting stands unless the rule says otherwise
        (CUSTOMARY, 7, 4, 2, 1, 0, 1, APPROVED),
        (STRICT_EXCLUSION, 7, 4, 2, 1, 0, 1, NOT_QUORATE),
        (STRICT_EXCLUSION, 7, 5, 3, 1, 0, 1, APPROVED),
        (CHAIR_ONLY_PRESIDES, 1, 1, 0, 0, 0, 1, REJECTED),
        # not everybody has voted
        (CUSTOMARY, 7, 5, 4, 0, 0, 0, INCOMPLETE),
        (CHAIR_ONLY_PRESIDES, 7, 5, 3, 0, 0, 0, INCOMPLETE),
        (CHAIR_ONLY_PRESIDES, 7, 5, 3, 1, 0, 0, APPROVED),
    ],
)
def test_the_outcome_follows_the_rule(
    rule, members, present, approve, reject, abstain, excluded, outcome
):
    count = tally(rule, members, present, approve, reject, abstain, excluded=excluded)

    assert count.outcome == outcome


@pytest.mark.parametrize(("word", "outcome"), [("approve", APPROVED), ("reject", REJECTED)])
def test_the_chair_decides_a_tie(word, outcome):
    assert tally(CUSTOMARY, 7, 6, 3, 3, chair_says=word).outcome == outcome


def test_the_chairs_word_counts_only_in_a_tie():
    assert tally(CUSTOMARY, 7, 5, 2, 3, chair_says="approve").outcome == REJECTED
    assert tally(TIES_FALL, 7, 6, 3, 3, chair_says="approve").outcome == REJECTED


@pytest.mark.parametrize(
    ("count", "sentence"),
    [
        (
            tally(CUSTOMARY, 7, 5, 3, 1, 1),
            "委員7名中5名出席（定足数4名）。可3・否1・棄権1。出席委員の過半数3名に達したため、可決。",
        ),
        (
            tally(CUSTOMARY, 7, 3, 0, 0),
            "委員7名中3名出席（定足数4名）。定足数に達しないため、議決できない。",
        ),
        (
            tally(CUSTOMARY, 7, 5, 2, 0),
            "委員7名中5名出席（定足数4名）。可2・否0・棄権0。"
            "表決していない委員が3名いるため、まだ決まらない。",
        ),
        (
            tally(CUSTOMARY, 7, 6, 3, 3),
            "委員7名中6名出席（定足数4名）。可3・否3・棄権0。可否同数のため、委員長が決する。",
        ),
        (
            tally(CUSTOMARY, 7, 6, 3, 3, chair_says="reject"),
            "委員7名中6名出席（定足数4名）。可3・否3・棄権0。"
            "可否同数のため、委員長の決するところにより否決。",
        ),
        (
            tally(TIES_FALL, 7, 6, 3, 3),
            "委員7名中6名出席（定足数4名）。可3・否3・棄権0。可否同数のため、否決。",
        ),
        (
            tally(CHAIR_ONLY_PRESIDES, 7, 6, 3, 1, excluded=1),
            "委員7名中6名出席（定足数4名、除斥1名）。可3・否1・棄権0。"
            "出席委員（議長・除斥を除く4名）の過半数3名に達したため、可決。",
        ),
        (
            tally(ABSTAINERS_LEAVE, 7, 6, 2, 3, 1, circulated=True, asked=7),
            "表決できる委員7名中6名回答（成立に必要な回答4名）。可2・否3・棄権1。"
            "回答委員（棄権を除く5名）の過半数3名に達しないため、否決。",
        ),
        (
            tally(SPECIAL, 7, 6, 4, 2),
            "委員7名中6名出席（定足数4名）。可4・否2・棄権0。"
            "出席委員の3分の2以上4名に達したため、可決。",
        ),
        (
            tally(OF_VOTES_CAST, 7, 5, 1, 2, 2),
            "委員7名中5名出席（定足数4名）。可1・否2・棄権2。"
            "可否の投票3名の過半数2名に達しないため、否決。",
        ),
        (
            tally(OF_MEMBERS, 7, 5, 4, 1),
            "委員7名中5名出席（定足数4名）。可4・否1・棄権0。"
            "在任委員7名の過半数4名に達したため、可決。",
        ),
    ],
)
def test_the_minutes_say_how_it_was_decided(count, sentence):
    assert count.explanation == sentence


@pytest.mark.parametrize(
    "impossible",
    [
        {"present": 8},
        {"approve": -1},
        {"approve": 5, "reject": 1},
        {"abstain": 6},
        {"members": 0, "present": 0},
        {"excluded": 6},
        {"excluded": 2, "approve": 4},
        {"chair_says": "maybe"},
    ],
)
def test_impossible_counts_are_refused(impossible):
    counts = {"members": 7, "present": 5, "approve": 0, "reject": 0} | impossible

    with pytest.raises(RuleError):
        Tally(rule=CUSTOMARY, **counts)


def test_nobody_is_excluded_where_the_rule_knows_no_exclusion():
    with pytest.raises(RuleError, match="除斥"):
        tally(replace(CUSTOMARY, own_section_excluded=False), 7, 5, 1, 0, excluded=1)


@pytest.mark.parametrize(
    ("share", "base", "needed"),
    [
        (MORE_THAN_HALF, 7, 4),
        (MORE_THAN_HALF, 8, 5),
        (Share(Fraction(1, 2), more_than=False), 8, 4),
        (TWO_THIRDS, 7, 5),
        (TWO_THIRDS, 6, 4),
        (Share(Fraction(2, 3), more_than=True), 6, 5),
        (Share(Fraction(1), more_than=False), 5, 5),
        (Share(Fraction(1, 2), more_than=False), 0, 1),
    ],
)
def test_a_share_needs_whole_people(share, base, needed):
    assert share.needed(base) == needed


@pytest.mark.parametrize(
    "wrong",
    [
        {"seats": 7},
        {"quorum_base": QuorumBase.SEATS},
        {"quorum_base": QuorumBase.SEATS, "seats": 0},
        {"majority": Share(Fraction(1, 3), more_than=False), "ties": Ties.REJECTED},
        {"majority": TWO_THIRDS},
    ],
)
def test_rules_that_contradict_themselves_are_refused(wrong):
    with pytest.raises(RuleError):
        replace(CUSTOMARY, **wrong)


@pytest.mark.parametrize(
    "change",
    [
        {"version": 99},
        {"quorum": "過半数"},
        {"quorum": "more than 1/0"},
        {"quorum": "more than 3/2"},
        {"ties": "coin"},
        {"ties": []},
        {"chair_votes": 1},
        {"chair_votes": "true"},
        {"quorum_base": "seats", "seats": True},
        {"second_chair": True},
    ],
)
def test_stored_rules_that_were_tampered_with_are_refused(change):
    with pytest.raises(RuleError):
        Rule.from_json(CUSTOMARY.to_json() | change)


def test_a_stored_rule_with_a_part_missing_is_refused():
    stored = CUSTOMARY.to_json()
    del stored["ties"]

    with pytest.raises(RuleError, match="ties"):
        Rule.from_json(stored)


def test_a_rule_is_told_in_one_sentence():
    assert CHAIR_ONLY_PRESIDES.summary == (
        "在任委員の過半数の出席で成立し、出席委員の過半数で決する。"
        "可否同数のときは、委員長が決する。委員長は表決に加わらない。"
        "自課の案件は表決から除く。"
    )


def test_a_rule_stored_before_circulation_had_settings_asks_everybody():
    stored = CUSTOMARY.to_json() | {"version": 1}
    for name in ("answers", "majority_base", "objection"):
        del stored[f"circulation_{name}"]
    del stored["deputies_vote"]

    rule = Rule.from_json(stored)

    assert rule.circulation_summary == (
        "表決できる委員全員の回答で成立し、回答した委員の過半数で決する。"
        "可否同数のときは、委員長が決する。委員長は表決に加わる。自課の案件は表決から除く。"
        "会議での審議を求める委員が一人でもいれば、会議で審議する。"
        "不在の委員に代わる代理者の回答は認めない。"
    )


half_or_more = st.builds(
    Share,
    st.sampled_from([Fraction(1, 2), Fraction(3, 5), Fraction(2, 3), Fraction(3, 4)]),
    more_than=st.booleans(),
)


@st.composite
def rules(draw) -> Rule:
    majority = draw(half_or_more)
    ties = draw(st.sampled_from(Ties)) if majority == MORE_THAN_HALF else Ties.REJECTED
    base = draw(st.sampled_from(QuorumBase))
    return Rule(
        quorum=draw(half_or_more),
        quorum_base=base,
        seats=draw(st.integers(1, 12)) if base == QuorumBase.SEATS else None,
        majority=majority,
        majority_base=draw(st.sampled_from(MajorityBase)),
        ties=ties,
        chair_votes=draw(st.booleans()),
        chair_counts_for_quorum=draw(st.booleans()),
        own_section_excluded=True,
        excluded_count_for_quorum=draw(st.booleans()),
        abstention_counts_as_present=draw(st.booleans()),
    )


@st.composite
def tallies(draw) -> Tally:
    rule = draw(rules())
    members = draw(st.integers(1, 12))
    present = draw(st.integers(0, members))
    excluded = draw(st.integers(0, present))
    left = max(0, present - excluded - (not rule.chair_votes))
    approve = draw(st.integers(0, left))
    reject = draw(st.integers(0, left - approve))
    abstain = draw(st.sampled_from([left - approve - reject, 0]))
    return Tally(
        rule=rule,
        members=members,
        present=present,
        approve=approve,
        reject=reject,
        abstain=abstain,
        excluded=excluded,
        chair_says=draw(st.sampled_from([None, "approve", "reject"])),
    )


@given(rules())
def test_a_stored_rule_is_read_back_the_same(rule):
    assert Rule.from_json(json.loads(json.dumps(rule.to_json()))) == rule


@given(tallies())
def test_a_stored_count_is_read_back_the_same(count):
    stored = json.loads(json.dumps(count.to_json()))

    assert Tally.from_json(stored, count.rule) == count


@given(tallies())
def test_nothing_is_approved_without_quorum_every_vote_and_the_needed_number(count):
    if count.outcome == APPROVED:
        by_chair = int(count.tied and count.chair_says == "approve")
        assert count.quorate
        assert count.complete
        assert count.approve + by_chair >= count.needed


@given(tallies())
def test_another_yes_never_turns_approval_into_rejection(count):
    if count.outcome != APPROVED:
        return

    for other in ("reject", "abstain"):
        if votes := getattr(count, other):
            changed = replace(count, approve=count.approve + 1, **{other: votes - 1})
            assert changed.outcome == APPROVED


@given(tallies())
def test_another_no_never_turns_rejection_into_approval_where_ties_fall(count):
    if count.outcome != REJECTED or count.rule.ties != Ties.REJECTED:
        return

    for other in ("approve", "abstain"):
        if votes := getattr(count, other):
            changed = replace(count, reject=count.reject + 1, **{other: votes - 1})
            assert changed.outcome == REJECTED


@given(tallies())
def test_two_opposite_majorities_cannot_both_stand(count):
    mirrored = replace(count, approve=count.reject, reject=count.approve)

    if count.rule.majority.fraction > Fraction(1, 2) or count.rule.majority.more_than:
        both = {count.outcome, mirrored.outcome} == {APPROVED}
        assert not both or count.tied


@given(tallies())
def test_every_count_has_a_sentence_that_names_its_outcome(count):
    words = {APPROVED: "可決。", REJECTED: "否決。", NOT_QUORATE: "議決できない。"}

    assert count.explanation.endswith(words.get(count.outcome, "。"))
