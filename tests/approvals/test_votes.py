"""The committee votes: who may, once, for good, and the last one finishes (4(2)ウ)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from accounts.models import Decision, OfficialAccount
from accounts.status import AccountStatus
from approvals.models import Application, Participant, Vote
from approvals.services import decisions, roll_call, votes
from approvals.services.refusals import Refused
from approvals.status import ApplicationStatus, ItemStatus
from komae_sns.audit.models import Entry
from komae_sns.notices.kinds import Kind
from komae_sns.notices.models import Notice
from komae_sns.staff.actors import actor_of
from komae_sns.staff.posts import Post
from tests import factories
from tests.approvals import rows
from tests.approvals.rows import ABSTAIN, APPROVE, NOW, REJECT
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
WITH_CLAUSE = pytest.mark.clause("4(2)ウ")


def told(kind):
    return set(Notice.objects.filter(kind=kind).values_list("person", flat=True))


@WITH_CLAUSE
def test_the_last_vote_finishes_the_item_and_tells_the_chair():
    sitting = rows.committee(1)
    item = rows.voting(sitting)

    rows.cast(item, sitting.chair)
    rows.cast(item, sitting.vice_chair)
    assert rows.reread(item).is_voting
    rows.cast(item, sitting.members[0])

    assert rows.reread(item).is_voted
    assert told(Kind.ITEM_TO_CLOSE) == {sitting.chair.user.pk}


def test_those_present_are_asked_to_vote():
    sitting = rows.committee(3)
    present = [sitting.chair, *sitting.members]

    rows.voting(sitting, present=present)

    assert told(Kind.VOTE_WANTED) == {actor.user.pk for actor in present}


def test_a_vote_is_cast_once_for_good():
    sitting = rows.committee()
    item = rows.voting(sitting)
    rows.cast(item, sitting.chair, APPROVE)

    with pytest.raises(Refused, match="もう投票しています"):
        rows.cast(item, sitting.chair, REJECT)

    assert item.votes.get().choice == APPROVE


@pytest.mark.parametrize("reason", ["", "　", "\u200b"])
def test_no_to_an_application_needs_a_reason(reason):
    sitting = rows.committee()
    item = rows.voting(sitting)

    with pytest.raises(Refused, match="理由を書いて"):
        votes.cast(item, REJECT, by=sitting.chair, now=NOW, reason=reason)


def test_who_was_not_there_when_the_voting_opened_does_not_vote():
    sitting = rows.committee(3)
    item = rows.voting(sitting, present=sitting.everybody[:4])
    absent = sitting.members[2]

    roll_call.arrive(rows.seat(item.meeting, absent), by=sitting.chair, now=NOW)

    with pytest.raises(PermissionDenied, match="採決をはじめたときに出席"):
        rows.cast(item, absent)


@pytest.mark.parametrize("post", [Post.SECRETARIAT, Post.CISO, Post.HEAD, Post.MEMBER])
def test_nobody_votes_who_is_not_on_the_roll(post):
    item = rows.voting(rows.committee())

    with pytest.raises(PermissionDenied):
        rows.cast(item, factories.actor(post))


def test_a_member_whose_term_has_ended_does_not_vote():
    sitting = rows.committee()
    item = rows.voting(sitting)
    former = sitting.members[0].user
    former.appointments.update(ends_on=TODAY)
    tomorrow = actor_of(former, TODAY + timedelta(days=1))

    with pytest.raises(PermissionDenied):
        rows.cast(item, tomorrow)


def test_no_vote_opens_without_a_quorum():
    sitting = rows.committee(5)  # seven in office, four needed
    item = rows.open_meeting(sitting, rows.application(), present=sitting.everybody[:3]).items.get()

    with pytest.raises(Refused, match="委員7名中3名出席（定足数4名）"):
        votes.open_voting(item, by=sitting.chair, now=NOW)
    roll_call.arrive(rows.seat(item.meeting, sitting.members[4]), by=sitting.chair, now=NOW)
    votes.open_voting(rows.reread(item), by=sitting.chair, now=NOW)

    assert rows.reread(item).is_voting


def test_a_vote_opens_in_an_open_meeting_only():
    sitting = rows.committee()
    item = rows.meeting(sitting, rows.application()).items.get()

    with pytest.raises(Refused, match="開会中の会議"):
        votes.open_voting(item, by=sitting.secretariat, now=NOW)


@WITH_CLAUSE
def test_people_of_the_applicants_section_are_excluded():
    sitting, section = rows.committee(3), factories.department("図書館")
    factories.appoint(sitting.members[0].user, Post.HEAD, section)

    item = rows.voting(sitting, rows.application(section))

    parts = {p.member: p.part for p in item.participants.all()}
    assert parts[sitting.members[0].user] == Participant.Part.EXCLUDED
    with pytest.raises(PermissionDenied):
        rows.cast(item, sitting.members[0])


def test_who_drafted_the_application_is_excluded_even_after_moving_on():
    sitting = rows.committee(3)
    case = rows.application(drafted_by=sitting.members[1].user)

    item = rows.voting(sitting, case)

    assert item.participants.get(part="EXCLUDED").member == sitting.members[1].user


def test_nobody_is_excluded_when_the_rule_excludes_nobody():
    rows.with_rule(own_section_excluded=False)
    sitting, section = rows.committee(3), factories.department("図書館")
    factories.appoint(sitting.chair.user, Post.HEAD, section)

    item = rows.voting(sitting, rows.application(section))

    assert not item.participants.filter(part="EXCLUDED").exists()
    assert item.presided_by == sitting.chair.user


def test_a_chair_who_only_presides_has_no_vote():
    rows.with_rule(chair_votes=False)
    sitting = rows.committee(1)
    item = rows.voting(sitting)

    with pytest.raises(PermissionDenied):
        rows.cast(item, sitting.chair)
    rows.cast(item, sitting.vice_chair)
    rows.cast(item, sitting.members[0])

    assert rows.reread(item).is_voted


def test_leaving_in_the_middle_of_the_vote_is_not_waited_for():
    sitting = rows.committee(1)
    item = rows.voting(sitting)
    rows.cast(item, sitting.chair)
    rows.cast(item, sitting.vice_chair)

    roll_call.leave(rows.seat(item.meeting, sitting.members[0]), by=sitting.chair, now=NOW)

    item = rows.reread(item)
    assert item.is_voted
    assert votes.tally_of(item).explanation.startswith("委員3名中2名出席")
    assert told(Kind.ITEM_TO_CLOSE) == {sitting.chair.user.pk}


def test_a_vote_already_cast_stands_when_its_member_leaves():
    sitting = rows.committee(1)
    item = rows.voting(sitting)
    rows.cast(item, sitting.members[0])

    roll_call.leave(rows.seat(item.meeting, sitting.members[0]), by=sitting.chair, now=NOW)

    assert votes.tally_of(item).present == 3
    assert votes.tally_of(item).approve == 1


def test_a_presiding_chair_without_a_vote_who_leaves_is_followed_by_the_vice_chair():
    rows.with_rule(chair_votes=False)
    sitting = rows.committee(2)
    item = rows.voting(sitting)
    rows.cast(item, sitting.vice_chair)
    roll_call.leave(rows.seat(item.meeting, sitting.chair), by=sitting.secretariat, now=NOW)
    for member in sitting.members:
        rows.cast(item, member)

    decision = rows.decide(rows.reread(item), sitting.vice_chair)

    assert decision.outcome == Decision.Outcome.APPROVED
    assert rows.reread(item).closed_for == sitting.chair.user


@WITH_CLAUSE
@pytest.mark.parametrize(
    ("choices", "outcome"),
    [
        ((APPROVE, APPROVE, APPROVE), ApplicationStatus.APPROVED),
        ((APPROVE, REJECT, REJECT), ApplicationStatus.REJECTED),
        ((APPROVE, ABSTAIN, ABSTAIN), ApplicationStatus.REJECTED),
        ((APPROVE, APPROVE, REJECT), ApplicationStatus.APPROVED),
        ((ABSTAIN, ABSTAIN, ABSTAIN), ApplicationStatus.REJECTED),
    ],
)
def test_the_votes_decide_under_the_stored_rule(choices, outcome):
    sitting = rows.committee(1)
    item = rows.voted(sitting, *choices)

    rows.decide(item, sitting.chair)

    item = rows.reread(item)
    assert item.application.status == outcome
    assert item.status == ItemStatus.DECIDED
    assert item.final_tally.voted == 3
    assert item.application.decision == item.decision


@WITH_CLAUSE
def test_an_approval_comes_with_an_account_in_preparation():
    sitting = rows.committee(1)
    case = rows.application(
        contractor="株式会社こまえ", outsourced="有", contractor_until="2027-03-31"
    )
    item = rows.voted(sitting, APPROVE, APPROVE, APPROVE, case=case)

    rows.decide(item, sitting.chair)

    account = OfficialAccount.objects.get()
    case.refresh_from_db()
    assert case.account == account
    assert account.status == AccountStatus.PREPARING
    assert account.decision == case.decision
    assert (account.name, account.handle, account.url) == (
        "狛江市図書館",
        "komae_library",
        "https://x.com/komae_library",
    )
    assert account.department == case.department
    assert account.contractor == "株式会社こまえ"
    assert account.decision.basis == "令和8年度第1回委員会 議題1"


def test_a_rejection_makes_no_account():
    sitting = rows.committee(1)
    item = rows.voted(sitting, REJECT, REJECT, REJECT)

    rows.decide(item, sitting.chair)

    assert not OfficialAccount.objects.exists()
    assert Decision.objects.get().grants is False


def test_a_user_name_taken_in_the_meantime_does_not_stop_the_decision():
    factories.account("先にあった", handle="Komae_Library")
    sitting = rows.committee(1)
    item = rows.voted(sitting, APPROVE, APPROVE, APPROVE)

    rows.decide(item, sitting.chair)

    made = Application.objects.get().account
    assert (made.handle, made.url, made.status) == ("", "", AccountStatus.PREPARING)


def test_conditions_make_a_conditional_approval():
    sitting = rows.committee(1)
    item = rows.voted(sitting, APPROVE, APPROVE, REJECT)

    decision = rows.decide(item, sitting.chair, conditions="返信をしないこと")

    assert decision.outcome == Decision.Outcome.APPROVED_WITH_CONDITIONS
    assert decision.conditions == "返信をしないこと"
    assert item.application.policy.versions.get().is_filed is False


def test_the_policy_covers_the_account_that_was_granted():
    sitting = rows.committee(1)
    item = rows.voted(sitting, APPROVE, APPROVE, APPROVE)

    rows.decide(item, sitting.chair)

    policy = item.application.policy
    assert policy.accounts.get() == OfficialAccount.objects.get()
    assert policy.versions.get().is_filed is True


@pytest.mark.parametrize("absent", ["😀", "\ue000", "葛\U000e0155"])
def test_conditions_that_no_font_can_print_are_refused(absent):
    sitting = rows.committee(1)
    item = rows.voted(sitting, APPROVE, APPROVE, REJECT)

    with pytest.raises(Refused, match="「承認の条件」に、紙に印刷できない文字"):
        rows.decide(item, sitting.chair, conditions=f"返信をしない{absent}こと")

    assert rows.reread(item).is_voted


@pytest.mark.parametrize("nothing", ["　", "\u200b", " \n"])
def test_conditions_that_say_nothing_are_none(nothing):
    sitting = rows.committee(1)
    item = rows.voted(sitting, APPROVE, APPROVE, REJECT)

    decision = rows.decide(item, sitting.chair, conditions=nothing)

    assert (decision.outcome, decision.conditions) == (Decision.Outcome.APPROVED, "")


@pytest.mark.parametrize("nothing", ["", "　", "\u200b"])
def test_an_item_is_not_put_off_without_a_word(nothing):
    sitting = rows.committee(1)
    item = rows.voting(sitting)
    facts = {"by": sitting.chair, "now": NOW}

    with pytest.raises(Refused, match="継続審議にする理由"):
        decisions.carry_over(item, reason=nothing, **facts)
    with pytest.raises(Refused, match="直してほしいところ"):
        decisions.return_item(item, remarks={"purpose": nothing}, answer=nothing, **facts)

    assert rows.reread(item).is_voting


def test_a_rejection_takes_no_conditions():
    sitting = rows.committee(1)
    item = rows.voted(sitting, REJECT, REJECT, REJECT)

    with pytest.raises(Refused, match="条件は付けられません"):
        rows.decide(item, sitting.chair, conditions="条件")


@pytest.mark.parametrize(
    ("word", "outcome"),
    [("approve", Decision.Outcome.APPROVED), ("reject", Decision.Outcome.REJECTED)],
)
def test_the_chair_settles_a_tie_where_the_rule_says_so(word, outcome):
    sitting = rows.committee(2)
    item = rows.voted(sitting, APPROVE, REJECT, APPROVE, REJECT)

    with pytest.raises(Refused, match="可否同数です"):
        rows.decide(item, sitting.chair)
    decision = rows.decide(item, sitting.chair, chair_says=word)

    assert decision.outcome == outcome
    assert "可否同数のため、委員長の決するところにより" in decision.reason


def test_a_tie_falls_where_the_rule_says_so():
    rows.with_rule(ties="rejected")
    sitting = rows.committee(2)
    item = rows.voted(sitting, APPROVE, REJECT, APPROVE, REJECT)

    decision = rows.decide(item, sitting.chair, chair_says="approve")

    assert decision.outcome == Decision.Outcome.REJECTED


def test_the_chairs_word_changes_nothing_without_a_tie():
    sitting = rows.committee(1)
    item = rows.voted(sitting, APPROVE, REJECT, REJECT)

    decision = rows.decide(item, sitting.chair, chair_says="approve")

    assert decision.outcome == Decision.Outcome.REJECTED


def test_nothing_is_decided_before_the_last_vote():
    sitting = rows.committee(2)
    item = rows.voting(sitting)
    rows.cast(item, sitting.chair)

    with pytest.raises(Refused, match="採決中"):
        rows.decide(item, sitting.chair)


def test_a_second_decision_is_refused():
    sitting = rows.committee(1)
    item = rows.voted(sitting, APPROVE, APPROVE, APPROVE)
    rows.decide(item, sitting.chair)

    with pytest.raises(Refused, match="決定"):
        rows.decide(item, sitting.chair)

    assert Decision.objects.count() == 1


@pytest.mark.parametrize("who", ["secretariat", "vice_chair", "member"])
def test_nobody_but_the_presiding_chair_decides(who):
    sitting = rows.committee(1)
    item = rows.voted(sitting, APPROVE, APPROVE, APPROVE)
    actor = sitting.members[0] if who == "member" else getattr(sitting, who)

    with pytest.raises(PermissionDenied, match="議長をつとめる"):
        rows.decide(item, actor)


def test_the_vice_chair_acts_for_an_absent_chair_and_both_are_named():
    sitting = rows.committee(2)
    item = rows.voting(sitting, present=[sitting.vice_chair, *sitting.members])
    for actor in (sitting.vice_chair, *sitting.members):
        rows.cast(item, actor)

    rows.decide(rows.reread(item), sitting.vice_chair)

    item = rows.reread(item)
    assert (item.closed_by, item.closed_for) == (sitting.vice_chair.user, sitting.chair.user)
    entry = Entry.objects.get(action="approvals.decide")
    assert "副委 員長" in entry.actor
    assert "委員 長太" in entry.on_behalf_of


def test_the_chair_does_not_close_an_item_of_their_own_section():
    sitting, section = rows.committee(3), factories.department("図書館")
    factories.appoint(sitting.chair.user, Post.HEAD, section)
    item = rows.voting(sitting, rows.application(section))
    for actor in (sitting.vice_chair, *sitting.members):
        rows.cast(item, actor)
    chair = actor_of(sitting.chair.user, TODAY)

    with pytest.raises(PermissionDenied):
        rows.decide(rows.reread(item), chair)
    rows.decide(rows.reread(item), sitting.vice_chair)

    assert rows.reread(item).closed_for == sitting.chair.user


def test_without_anybody_to_preside_no_vote_opens_and_the_secretariat_carries_over():
    sitting = rows.committee(3)
    item = rows.open_meeting(sitting, rows.application(), present=sitting.members).items.get()

    with pytest.raises(Refused, match="議長をつとめる"):
        votes.open_voting(item, by=sitting.secretariat, now=NOW)
    decisions.carry_over(item, reason="議長がいないため", by=sitting.secretariat, now=NOW)

    assert rows.reread(item).status == ItemStatus.CARRIED_OVER


def test_when_the_presiding_chair_leaves_after_the_vote_who_acts_for_them_is_told_once():
    sitting = rows.committee(1)
    item = rows.voted(sitting, APPROVE, APPROVE, APPROVE)
    seat = rows.seat(item.meeting, sitting.chair)

    for _ in range(2):
        roll_call.leave(seat, by=sitting.secretariat, now=NOW)
        roll_call.arrive(seat, by=sitting.secretariat, now=NOW)

    one_each = [sitting.chair.user.pk, sitting.vice_chair.user.pk]
    notices = Notice.objects.filter(kind=Kind.ITEM_TO_CLOSE).order_by("pk")
    assert list(notices.values_list("person", flat=True)) == one_each


def test_an_item_that_nobody_could_close_is_told_to_the_chair_who_comes_back():
    sitting = rows.committee(2)
    item = rows.voting(sitting, present=[sitting.vice_chair, *sitting.members])
    for actor in (sitting.vice_chair, *sitting.members):
        rows.cast(item, actor)
    roll_call.leave(rows.seat(item.meeting, sitting.vice_chair), by=sitting.secretariat, now=NOW)

    roll_call.arrive(rows.seat(item.meeting, sitting.chair), by=sitting.secretariat, now=NOW)

    assert sitting.chair.user.pk in told(Kind.ITEM_TO_CLOSE)


def test_a_voted_item_is_not_stuck_when_both_chairs_have_left():
    sitting = rows.committee(1)
    item = rows.voted(sitting, APPROVE, APPROVE, APPROVE)
    for actor in (sitting.chair, sitting.vice_chair):
        roll_call.leave(rows.seat(item.meeting, actor), by=sitting.secretariat, now=NOW)

    decisions.carry_over(rows.reread(item), reason="議長が退席", by=sitting.secretariat, now=NOW)

    assert Application.objects.not_on_an_agenda().count() == 1


def test_carried_over_means_that_the_application_waits_for_the_next_meeting():
    sitting = rows.committee(1)
    item = rows.voting(sitting)
    rows.cast(item, sitting.members[0])

    decisions.carry_over(item, reason="図面を見てから", by=sitting.chair, now=NOW)
    again = rows.open_meeting(sitting, item.application).items.get()

    assert rows.reread(item).ended_because == "図面を見てから"
    assert again.round == item.round
    assert Vote.objects.filter(item=again).count() == 0


def test_what_the_votes_have_settled_is_not_put_off():
    sitting = rows.committee(1)
    item = rows.voted(sitting, APPROVE, APPROVE, APPROVE)

    with pytest.raises(Refused, match="結果のとおりに"):
        decisions.carry_over(item, reason="考え直す", by=sitting.chair, now=NOW)


def test_the_committee_returns_an_application_with_remarks():
    sitting = rows.committee(1)
    item = rows.voting(sitting)

    decisions.return_item(
        item, remarks={"purpose": "だれに向けたものか"}, answer="目的を", by=sitting.chair, now=NOW
    )

    case = Application.objects.get()
    assert case.status == ApplicationStatus.RETURNED
    assert case.latest_round.remarks.get().text == "だれに向けたものか"
    assert rows.reread(item).status == ItemStatus.RETURNED


@pytest.mark.integrity
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE approvals_vote SET choice = 'REJECT'",
        "DELETE FROM approvals_vote",
        "DELETE FROM approvals_participant",
        "DELETE FROM approvals_attendance",
        "UPDATE approvals_participant SET part = 'EXCLUDED'",
        "UPDATE approvals_meeting SET rule = '{}'",
        "UPDATE approvals_agendaitem SET tally = '{}'",
        "UPDATE approvals_agendaitem SET status = 'VOTING'",
        "UPDATE approvals_agendaitem SET ended_because = 'x'",
        "UPDATE approvals_agendaitem SET decision_id = NULL",
        "DELETE FROM approvals_agendaitem",
    ],
)
def test_the_database_keeps_what_the_committee_decided(sql):
    sitting = rows.committee(1)
    rows.decide(rows.voted(sitting, APPROVE, APPROVE, APPROVE), sitting.chair)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.integrity
def test_the_database_refuses_a_vote_of_somebody_excluded():
    sitting, section = rows.committee(3), factories.department("図書館")
    factories.appoint(sitting.members[0].user, Post.HEAD, section)
    item = rows.voting(sitting, rows.application(section))
    excluded = item.participants.get(part="EXCLUDED")

    with pytest.raises(IntegrityError), transaction.atomic():
        item.votes.create(
            member=excluded.member,
            appointment=excluded.appointment,
            round=1,
            choice=APPROVE,
            cast_at=NOW,
        )


@pytest.mark.integrity
def test_the_database_refuses_a_count_that_the_votes_do_not_bear_out():
    sitting = rows.committee(1)
    item = rows.voted(sitting, APPROVE, REJECT, REJECT)
    decision = factories.decision()
    case = item.application
    case.move_to(ApplicationStatus.APPROVED, decision=decision)
    counted = votes.tally_of(item).to_json()

    with pytest.raises(IntegrityError), transaction.atomic():
        item.move_to(ItemStatus.DECIDED, decision=decision, tally=counted | {"approve": 3})
    item = rows.reread(item)
    item.move_to(ItemStatus.DECIDED, decision=decision, tally=counted)
