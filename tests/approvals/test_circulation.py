"""持ち回り: everybody in office is asked at once, answers by the deadline, and the rule decides."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.models import Decision
from approvals import committee
from approvals.models import AgendaItem, Application, Meeting, Participant, Vote
from approvals.services import (
    agenda,
    circulation,
    decisions,
    granting,
    meetings,
    roll_call,
    votes,
)
from approvals.services.refusals import Refused
from approvals.status import ItemStatus, MeetingStatus
from approvals.tasks import close_overdue_answers
from approvals.voting_sheet import sheet
from komae_sns.audit.models import Entry
from komae_sns.notices.kinds import Kind
from komae_sns.notices.models import Notice
from komae_sns.staff import services as staff
from komae_sns.staff.actors import actor_of
from komae_sns.staff.models import User
from komae_sns.staff.posts import Post
from tests import factories
from tests.approvals import rows
from tests.approvals.rows import ABSTAIN, APPROVE, LATE, NOW, REJECT, UNTIL
from tests.factories import TODAY

pytestmark = pytest.mark.django_db


def wish(item, actor, choice=APPROVE):
    why = "くわしい説明を聞きたいため"
    return votes.cast(item, choice, by=actor, now=NOW, reason=why, wants_meeting=True)


@pytest.mark.clause("4(2)ウ")
def test_papers_go_to_everybody_in_office_without_a_roll_call():
    sitting = rows.committee(2)
    factories.appoint(factories.person("前の委員"), Post.MEMBER, ends_on=TODAY - timedelta(days=1))
    case = rows.application(drafted_by=sitting.members[1].user)

    item = rows.circulating(sitting, case)

    assert item.is_voting
    assert item.meeting.get_status_display() == "回付中"
    assert str(item.meeting) == "令和8年度第1回委員会（持ち回り）"
    parts = [(p.member.name, p.part) for p in item.sitting]
    assert parts == [
        ("委員 長太", "VOTES"),
        ("副委 員長", "VOTES"),
        ("委員 1郎", "VOTES"),
        ("委員 2郎", "EXCLUDED"),
    ]
    told = Notice.objects.filter(kind=Kind.VOTE_WANTED).values_list("person__name", flat=True)
    assert sorted(told) == sorted(["委員 長太", "副委 員長", "委員 1郎"])


@pytest.mark.clause("4(2)ウ")
def test_the_last_answer_ends_the_vote_and_the_chair_decides():
    sitting = rows.committee(1)
    item = rows.circulating(sitting)
    for actor, choice in zip(sitting.everybody, [APPROVE, APPROVE, REJECT], strict=True):
        rows.cast(item, actor, choice)

    decision = rows.decide(rows.reread(item), sitting.chair)

    assert decision.outcome == Decision.Outcome.APPROVED
    assert decision.reason == (
        "表決できる委員3名中3名回答（成立に必要な回答2名）。可2・否1・棄権0。"
        "回答委員の過半数2名に達したため、可決。"
    )
    assert Meeting.objects.get().status == MeetingStatus.CLOSED


def test_no_answer_is_taken_after_the_deadline():
    sitting = rows.committee(1)
    item = rows.circulating(sitting)

    votes.cast(item, APPROVE, by=sitting.chair, now=UNTIL)
    with pytest.raises(Refused, match="締切を過ぎた"):
        votes.cast(item, APPROVE, by=sitting.vice_chair, now=UNTIL + timedelta(microseconds=1))

    assert Vote.objects.get().member == sitting.chair.user


@pytest.mark.clause("4(2)ウ")
def test_the_deadline_ends_the_vote_once_and_names_the_silent(time_machine):
    sitting = rows.committee(2)
    item = rows.circulating(sitting)
    rows.cast(item, sitting.chair)
    rows.cast(item, sitting.vice_chair)
    rows.cast(item, sitting.members[1])

    time_machine.move_to(UNTIL, tick=False)
    close_overdue_answers()
    assert rows.reread(item).is_voting
    time_machine.move_to(LATE + timedelta(days=9), tick=False)
    close_overdue_answers()
    close_overdue_answers()

    item = rows.reread(item)
    assert item.is_voted
    states = {line.participant.member.name: line.state for line in sheet(item, sitting.chair).lines}
    assert states["委員 1郎"] == "回答なし"
    closed = Entry.objects.get(action="approvals.close_answers")
    assert closed.changes == {"回答のなかった委員": [None, ["委員 1郎"]]}
    assert Notice.objects.get(kind=Kind.ITEM_TO_CLOSE).person == sitting.chair.user


@pytest.mark.parametrize(
    ("rule", "choices", "outcome"),
    [
        ({"circulation_answers": "all"}, [APPROVE] * 5, "approved"),
        ({"circulation_answers": "all"}, [APPROVE] * 4, "not_valid"),
        ({"circulation_answers": "majority"}, [APPROVE, APPROVE, ABSTAIN], "approved"),
        ({"circulation_answers": "majority"}, [APPROVE, APPROVE], "not_valid"),
        ({"circulation_answers": "quorum", "quorum": "at least 2/3"}, [APPROVE] * 3, "not_valid"),
        ({"circulation_answers": "quorum", "quorum": "at least 2/3"}, [APPROVE] * 4, "approved"),
        ({"circulation_majority_base": "in_office"}, [APPROVE, APPROVE, REJECT], "rejected"),
        (
            {"circulation_majority_base": "votes_cast"},
            [APPROVE, ABSTAIN, ABSTAIN],
            "approved",
        ),
    ],
)
def test_its_own_rule_says_whether_the_answers_are_enough(rule, choices, outcome):
    rows.with_rule(**rule)
    sitting = rows.committee(3)

    item = rows.answered(sitting, *choices)

    assert votes.tally_of(item).outcome == outcome


def test_what_is_not_valid_is_not_decided_but_put_off_with_its_count():
    sitting = rows.committee(3)
    item = rows.answered(sitting, APPROVE, APPROVE)

    with pytest.raises(Refused, match="必要な回答の数に達しない"):
        rows.decide(item, sitting.chair)
    decisions.carry_over(item, reason="回答が足りないため", by=sitting.chair, now=LATE)

    item = rows.reread(item)
    assert (item.status, item.final_tally.outcome) == (ItemStatus.CARRIED_OVER, "not_valid")
    assert item.meeting.status == MeetingStatus.CLOSED
    assert Application.objects.not_on_an_agenda().get() == item.application


@pytest.mark.clause("4(2)ウ")
def test_one_who_wants_a_meeting_gets_one():
    sitting = rows.committee(3)
    item = rows.circulating(sitting)
    rows.cast(item, sitting.chair)
    wish(item, sitting.members[0])

    item = rows.reread(item)
    assert item.is_voted
    with pytest.raises(Refused, match="会議での審議を求める委員が1名"):
        rows.decide(item, sitting.chair)
    decisions.carry_over(item, reason="会議で審議するため", by=sitting.chair, now=NOW)
    with pytest.raises(Refused, match="持ち回りにできません"):
        rows.circulation_planned(sitting, item.application)

    assert rows.meeting(sitting, item.application).items.count() == 1


def test_a_wish_is_only_noted_where_the_rule_says_so():
    rows.with_rule(circulation_objection="noted")
    sitting = rows.committee(1)
    item = rows.circulating(sitting)
    wish(item, sitting.members[0], REJECT)
    rows.cast(item, sitting.chair)
    rows.cast(item, sitting.vice_chair)

    decision = rows.decide(rows.reread(item), sitting.chair)

    assert decision.outcome == Decision.Outcome.APPROVED
    assert "会議での審議を求めた委員1名。" in decision.reason


def test_a_wish_is_explained_and_belongs_to_circulation():
    sitting = rows.committee(1)
    item = rows.circulating(sitting)
    facts = {"by": sitting.chair, "now": NOW, "wants_meeting": True}

    with pytest.raises(Refused, match="理由を書いて"):
        votes.cast(item, APPROVE, reason="　", **facts)
    with pytest.raises(Refused, match="持ち回りのときだけ"):
        votes.cast(rows.voting(sitting), APPROVE, reason="聞きたい", **facts)


def test_the_vice_chair_closes_for_a_chair_who_did_not_answer():
    sitting = rows.committee(1)
    item = rows.answered(sitting, APPROVE)
    assert committee.presiding(item, TODAY).member == sitting.chair.user

    other = rows.circulating(sitting)
    rows.cast(other, sitting.vice_chair)
    rows.cast(other, sitting.members[0])
    circulation.finish(other, now=LATE)
    other = rows.reread(other)

    assert list(AgendaItem.objects.to_close_by(sitting.vice_chair)) == [other]
    assert list(AgendaItem.objects.to_close_by(sitting.chair)) == [item]
    with pytest.raises(PermissionDenied):
        rows.decide(other, sitting.chair)
    rows.decide(other, sitting.vice_chair)
    assert rows.reread(other).closed_for == sitting.chair.user


def test_a_chair_who_decides_late_finds_the_answers_closed():
    """The calendar may be hours behind; nobody can vote in between."""
    sitting = rows.committee(1)
    item = rows.circulating(sitting)
    rows.cast(item, sitting.chair)
    rows.cast(item, sitting.vice_chair)

    decisions.decide_item(item, by=sitting.chair, now=LATE)

    assert Participant.objects.get(item=item, member=sitting.members[0].user).left_at == LATE


def test_a_planned_circulation_is_corrected_until_it_is_sent():
    sitting = rows.committee(1)
    planned = rows.circulation_planned(sitting, rows.application())
    facts = {"reason": "軽微なため", "by": sitting.secretariat, "now": NOW}

    circulation.replan(planned, answers_until=UNTIL + timedelta(days=1), **facts)
    circulation.send(planned, by=sitting.chair, now=NOW)

    with pytest.raises(Refused, match="回付中"):
        circulation.replan(planned, answers_until=UNTIL, **facts)
    with pytest.raises(Refused, match="回付したあと"):
        agenda.add(planned, [rows.application()], by=sitting.secretariat, now=NOW)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [({"reason": "　"}, "理由"), ({"answers_until": NOW}, "いまより後")],
)
def test_a_reason_and_a_deadline_ahead_are_wanted(facts, sentence):
    sitting = rows.committee(1)
    planned = {"reason": "軽微なため", "answers_until": UNTIL} | facts

    with pytest.raises(Refused, match=sentence):
        circulation.plan(**planned, by=sitting.secretariat, now=NOW)


def test_nothing_is_sent_without_items_or_after_its_deadline():
    sitting = rows.committee(1)

    with pytest.raises(Refused, match="議題がありません"):
        circulation.send(rows.circulation_planned(sitting), by=sitting.chair, now=NOW)
    with pytest.raises(Refused, match="いまより後"):
        circulation.send(
            rows.circulation_planned(sitting, rows.application()), by=sitting.chair, now=LATE
        )

    assert not Meeting.objects.circulating().exists()


def test_a_circulation_is_no_meeting_in_a_room():
    sitting = rows.committee(1)
    planned = rows.circulation_planned(sitting, rows.application())
    with pytest.raises(Refused, match="会議として開きません"):
        meetings.open_meeting(planned, present=[1], by=sitting.chair, now=NOW)
    circulation.send(planned, by=sitting.chair, now=NOW)
    seat = planned.attendances.first()

    with pytest.raises(Refused, match="出欠はありません"):
        roll_call.leave(seat, by=sitting.chair, now=NOW)


@pytest.mark.parametrize("post", [p for p in Post if p != Post.SECRETARIAT])
def test_only_the_secretariat_plans_a_circulation(post):
    with pytest.raises(PermissionDenied, match="事務局だけ"):
        circulation.plan(reason="急", answers_until=UNTIL, by=factories.actor(post), now=NOW)


def test_a_member_who_left_office_is_not_waited_for_beyond_the_deadline():
    sitting = rows.committee(1)
    item = rows.circulating(sitting)
    sitting.members[0].user.appointments.update(ends_on=TODAY)
    gone = actor_of(sitting.members[0].user, TODAY + timedelta(days=1))

    with pytest.raises(PermissionDenied):
        votes.cast(item, APPROVE, by=gone, now=NOW + timedelta(days=1))
    circulation.finish_overdue(now=LATE)

    assert rows.reread(item).is_voted


@pytest.mark.integrity
def test_the_database_refuses_what_the_deadline_forbids():
    sitting = rows.committee(1)
    item = rows.circulating(sitting)
    rows.cast(item, sitting.chair)
    seat = item.participants.get(member=sitting.vice_chair.user)
    late = Vote(
        item=item,
        member=seat.member,
        appointment=seat.appointment,
        round=1,
        choice=APPROVE,
        cast_at=LATE,
    )
    seats = Participant.objects.filter(pk=seat.pk)

    for forbidden in (
        late.save,
        lambda: seats.update(left_at=UNTIL),
        lambda: item.move_to(ItemStatus.VOTED),
        lambda: Meeting.objects.update(answers_until=LATE),
        lambda: Meeting.objects.update(kind="SITTING"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            forbidden()


@pytest.mark.integrity
def test_the_database_decides_nothing_against_a_wish_for_a_meeting():
    sitting = rows.committee(1)
    item = rows.circulating(sitting)
    wish(item, sitting.chair)
    item = rows.reread(item)
    decision = granting.decide(
        item.application,
        Decision.Outcome.APPROVED,
        basis="持ち回り",
        by=sitting.chair,
        now=NOW,
        conditions="",
        reason="",
    )

    with pytest.raises(IntegrityError, match="会議での審議を求める"), transaction.atomic():
        item.move_to(
            ItemStatus.DECIDED,
            decision=decision,
            tally={"approve": 1, "reject": 0, "abstain": 0},
        )


# 代理


def deputy_of(member, *, name="代理 人子", post=Post.CLERK):
    """As they act on TODAY."""
    somebody = factories.actor(post, name=name)
    stand_in(somebody, member)
    return actor_of(somebody.user, TODAY)


def stand_in(somebody, member):
    staff.name_deputy(
        member.own[0],
        somebody.user,
        starts_on=TODAY,
        ends_on=TODAY + timedelta(days=7),
        reason="出張",
        by=member,
    )


@pytest.mark.clause("4(2)ウ")
def test_a_deputy_answers_for_an_absent_member_and_both_names_stay():
    sitting = rows.committee(1)
    deputy = deputy_of(sitting.members[0])
    item = rows.circulating(sitting)
    assert list(AgendaItem.objects.awaiting_vote_of(deputy)) == [item]
    assert Notice.objects.filter(kind=Kind.VOTE_WANTED, person=deputy.user).exists()

    rows.cast(item, deputy)

    vote = Vote.objects.get()
    assert (vote.member, vote.cast_by) == (sitting.members[0].user, deputy.user)
    entry = Entry.objects.get(action="approvals.vote")
    assert (entry.actor, entry.on_behalf_of_id) == (
        deputy.signature,
        sitting.members[0].user.pk,
    )
    assert not AgendaItem.objects.awaiting_vote_of(deputy).exists()


def test_a_seat_has_one_vote_whoever_casts_it():
    sitting = rows.committee(1)
    deputy = deputy_of(sitting.members[0])
    item = rows.circulating(sitting)
    rows.cast(item, sitting.members[0])

    with pytest.raises(Refused, match="委員 1郎の票は、この議題には、もう投票"):
        rows.cast(item, deputy)

    assert Vote.objects.get().cast_by is None


def test_who_stands_in_for_two_answers_for_the_one_they_name():
    sitting = rows.committee(2)
    first, second = sitting.members
    stand_in(deputy_of(first), second)
    deputy = actor_of(User.objects.get(name="代理 人子"), TODAY)
    item = rows.circulating(sitting)

    votes.cast(item, APPROVE, by=deputy, now=NOW, member_pk=second.user.pk)
    rows.cast(item, deputy)
    with pytest.raises(Refused, match="代わって回答することはできません"):
        votes.cast(item, APPROVE, by=deputy, now=NOW, member_pk=sitting.chair.user.pk)

    members = Vote.objects.order_by("pk").values_list("member", flat=True)
    assert list(members) == [second.user.pk, first.user.pk]
    in_whose_name = Entry.objects.filter(action="approvals.vote").order_by("seq")
    assert [e.on_behalf_of_id for e in in_whose_name] == [second.user.pk, first.user.pk]


def test_no_deputy_answers_where_the_rule_or_the_case_forbids_it():
    sitting = rows.committee(2)
    deputy = deputy_of(sitting.members[0])
    member = sitting.members[1]
    stand_in(member, sitting.members[0])
    member = actor_of(member.user, TODAY)
    own_case = rows.circulating(sitting, rows.application(drafted_by=deputy.user))
    in_a_room = rows.voting(sitting)

    for item in (own_case, in_a_room):
        with pytest.raises(PermissionDenied, match="代理者"):
            rows.cast(item, deputy)
    rows.cast(own_case, member)
    with pytest.raises(Refused, match="もう投票"):
        rows.cast(own_case, member)
    rows.with_rule(deputies_vote=False)
    with pytest.raises(PermissionDenied):
        rows.cast(rows.circulating(sitting), deputy)

    assert Vote.objects.get().member == member.user


@pytest.mark.integrity
def test_the_database_takes_no_deputy_who_is_none():
    sitting = rows.committee(1)
    item = rows.circulating(sitting)
    seat = item.participants.get(member=sitting.members[0].user)
    vote = Vote(
        item=item,
        member=seat.member,
        appointment=seat.appointment,
        cast_by=factories.person(),
        round=1,
        choice=APPROVE,
        cast_at=NOW,
    )

    with pytest.raises(IntegrityError, match="代理の回答"), transaction.atomic():
        vote.save()
