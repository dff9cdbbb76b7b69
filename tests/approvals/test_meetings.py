"""A meeting is numbered, called, opened on its day under the rule of the day, and closed."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from approvals.models import CommitteeRule, Meeting
from approvals.models.committee_rule import rule_on
from approvals.services import agenda, meetings, roll_call
from approvals.services.refusals import Refused
from approvals.status import ApplicationStatus, ItemStatus, MeetingStatus
from komae_sns.audit.models import Entry
from komae_sns.notices.kinds import Kind
from komae_sns.notices.models import Notice
from komae_sns.staff.posts import Post
from tests import factories
from tests.approvals import rows
from tests.approvals.rows import APPROVE, NOW
from tests.factories import TODAY

pytestmark = pytest.mark.django_db


def plan(by, held_on=TODAY, **facts):
    facts = {"starts_at": time(14), "place": "会議室"} | facts
    return meetings.plan(held_on=held_on, **facts, by=by)


def test_meetings_are_numbered_within_their_fiscal_year():
    secretariat = rows.committee().secretariat

    planned = [plan(secretariat, day) for day in (TODAY, date(2027, 3, 31), date(2027, 4, 1))]

    assert [(m.fiscal_year, m.number) for m in planned] == [(2026, 1), (2026, 2), (2027, 1)]
    assert str(planned[0]) == "令和8年度第1回委員会"


def test_a_meeting_keeps_the_rule_in_force_on_its_day():
    secretariat = rows.committee().secretariat
    later = rule_on(TODAY).to_json() | {"ties": "rejected"}
    CommitteeRule.objects.create(valid_from=TODAY + timedelta(days=10), rule=later)

    before = plan(secretariat, TODAY + timedelta(days=9))
    after = plan(secretariat, TODAY + timedelta(days=10))

    assert before.rule["ties"] == "chair_decides"
    assert after.rule["ties"] == "rejected"


def test_the_rule_is_taken_anew_at_the_opening_and_stays_afterwards():
    sitting = rows.committee()
    planned = plan(sitting.secretariat)
    rows.with_rule(ties="rejected")

    meetings.open_meeting(planned, present=[sitting.chair.user.pk], by=sitting.chair, now=NOW)

    planned.refresh_from_db()
    assert planned.rule["ties"] == "rejected"


@pytest.mark.parametrize("post", [Post.CHAIR, Post.MEMBER, Post.HEAD, Post.AUDITOR])
def test_only_the_secretariat_plans(post):
    with pytest.raises(PermissionDenied, match="事務局だけ"):
        plan(factories.actor(post))

    assert not Meeting.objects.exists()


def test_a_day_gone_by_is_refused():
    with pytest.raises(Refused, match="今日か今日より後"):
        plan(rows.committee().secretariat, TODAY - timedelta(days=1))


def test_another_day_is_possible_within_the_fiscal_year_only():
    secretariat = rows.committee().secretariat
    planned = plan(secretariat)
    facts = {"starts_at": None, "place": "", "by": secretariat}

    meetings.replan(planned, held_on=date(2026, 12, 1), **facts)
    with pytest.raises(Refused, match="年度をまたぐ"):
        meetings.replan(planned, held_on=date(2027, 4, 1), **facts)

    planned.refresh_from_db()
    assert planned.held_on == date(2026, 12, 1)


def test_everybody_in_office_that_day_is_called_once():
    sitting = rows.committee(2)
    factories.appoint(sitting.members[0].user, Post.VICE_CHAIR)  # 兼務
    factories.appoint(factories.person("前の委員"), Post.MEMBER, ends_on=TODAY - timedelta(days=1))
    factories.appoint(
        factories.person("次の委員"), Post.MEMBER, starts_on=TODAY + timedelta(days=1)
    )

    opened = rows.open_meeting(sitting, present=[sitting.chair])

    assert [str(a.member.name) for a in opened.roll] == [
        "委員 長太",
        "副委 員長",
        "委員 1郎",
        "委員 2郎",
    ]
    assert [a.label for a in opened.roll] == ["出席", "欠席", "欠席", "欠席"]


def test_the_members_are_told_that_the_meeting_is_open():
    sitting = rows.committee(2)

    rows.open_meeting(sitting)

    told = Notice.objects.filter(kind=Kind.MEETING_OPENED).values_list("person", flat=True)
    assert set(told) == {actor.user.pk for actor in sitting.everybody}


def test_a_meeting_opens_on_its_day_only():
    sitting = rows.committee()
    planned = plan(sitting.secretariat, TODAY + timedelta(days=1))

    with pytest.raises(Refused, match="開催日（令和8年11月23日）だけ"):
        meetings.open_meeting(planned, present=[], by=sitting.chair, now=NOW)


def test_nobody_outside_the_committee_is_present():
    sitting = rows.committee()
    stranger = factories.person()

    with pytest.raises(Refused, match="この日の委員ではありません"):
        meetings.open_meeting(
            plan(sitting.secretariat), present=[stranger.pk], by=sitting.chair, now=NOW
        )


def test_a_meeting_opens_once():
    sitting = rows.committee()
    opened = rows.open_meeting(sitting)

    with pytest.raises(Refused, match="開会中"):
        meetings.open_meeting(opened, present=[], by=sitting.chair, now=NOW)


@pytest.mark.parametrize("post", [Post.MEMBER, Post.CISO, Post.AUDITOR, Post.HEAD])
def test_only_chair_vice_chair_and_secretariat_run_a_meeting(post):
    planned = plan(rows.committee().secretariat)

    with pytest.raises(PermissionDenied):
        meetings.open_meeting(planned, present=[], by=factories.actor(post), now=NOW)


def test_an_application_in_review_goes_on_one_agenda_at_a_time():
    sitting, case = rows.committee(), rows.application()
    rows.meeting(sitting, case)

    with pytest.raises(Refused, match="いま議題にできません"):
        rows.meeting(sitting, case)


@pytest.mark.parametrize("status", [ApplicationStatus.SUBMITTED, ApplicationStatus.RETURNED])
def test_only_accepted_applications_go_on_the_agenda(status):
    with pytest.raises(Refused, match="いま議題にできません"):
        rows.meeting(rows.committee(), rows.application(status=status))


def test_items_are_put_in_order():
    sitting = rows.committee()
    cases = [rows.application(title=f"申請{n}") for n in range(1, 5)]
    planned = rows.meeting(sitting, *cases)
    last = planned.items.get(application=cases[3])

    agenda.move(last, 2, by=sitting.secretariat)
    agenda.move(planned.items.get(application=cases[0]), 99, by=sitting.secretariat)

    titles = planned.items.order_by("position").values_list("application__title", flat=True)
    assert list(titles) == ["申請4", "申請2", "申請3", "申請1"]
    assert list(planned.items.values_list("position", flat=True)) == [1, 2, 3, 4]


def test_the_order_is_fixed_once_the_meeting_is_open():
    sitting = rows.committee()
    item = rows.open_meeting(sitting, rows.application()).items.get()

    with pytest.raises(Refused, match="開会の前だけ"):
        agenda.move(item, 1, by=sitting.secretariat)


def test_an_item_taken_off_lets_the_application_wait_for_another_meeting():
    sitting, case = rows.committee(), rows.application()
    planned = rows.meeting(sitting, rows.application(), case, rows.application())
    item = planned.items.get(application=case)

    agenda.remove(item, reason="資料がそろわないため", by=sitting.secretariat, now=NOW)
    agenda.add(planned, [case], by=sitting.secretariat, now=NOW)

    on_paper = planned.items.on_paper().values_list("position", "application")
    assert [position for position, _ in on_paper] == [1, 2, 3]
    assert on_paper[2][1] == case.pk
    assert rows.reread(item).ended_because == "資料がそろわないため"


def test_a_cancelled_meeting_frees_its_agenda():
    sitting, case = rows.committee(), rows.application()
    planned = rows.meeting(sitting, case)

    meetings.cancel(planned, reason="台風のため", by=sitting.secretariat, now=NOW)

    planned.refresh_from_db()
    assert planned.status == MeetingStatus.CANCELLED
    assert type(case).objects.not_on_an_agenda().get() == case


@pytest.mark.parametrize("nothing", ["", "　", "\u200b"])
def test_taking_off_and_calling_off_are_explained(nothing):
    sitting, case = rows.committee(), rows.application()
    planned = rows.meeting(sitting, case)
    facts = {"reason": nothing, "by": sitting.secretariat, "now": NOW}

    with pytest.raises(Refused, match="外す理由"):
        agenda.remove(planned.items.get(), **facts)
    with pytest.raises(Refused, match="取りやめる理由"):
        meetings.cancel(planned, **facts)

    assert planned.items.get().is_waiting


def test_a_late_member_and_one_who_leaves_are_on_the_roll():
    sitting = rows.committee(2)
    opened = rows.open_meeting(sitting, present=[sitting.chair])
    late, gone = rows.seat(opened, sitting.vice_chair), rows.seat(opened, sitting.chair)

    roll_call.arrive(late, by=sitting.secretariat, now=NOW + timedelta(minutes=10))
    roll_call.leave(gone, by=sitting.secretariat, now=NOW + timedelta(minutes=20))

    roll = Meeting.objects.get(pk=opened.pk).roll
    assert [a.label for a in roll] == ["途中退席", "遅参", "欠席", "欠席"]


def test_closing_carries_over_what_was_not_reached():
    sitting, case = rows.committee(), rows.application()
    opened = rows.open_meeting(sitting, case)

    meetings.close(opened, by=sitting.chair, now=NOW)

    assert opened.items.get().status == ItemStatus.CARRIED_OVER
    case.refresh_from_db()
    assert case.status == ApplicationStatus.IN_REVIEW


def test_a_meeting_does_not_close_in_the_middle_of_a_vote():
    sitting = rows.committee()
    item = rows.voting(sitting)

    with pytest.raises(Refused, match="採決が終わっていません"):
        meetings.close(item.meeting, by=sitting.chair, now=NOW)


@pytest.mark.clause("4(2)ウ")
@pytest.mark.parametrize(("choices", "stage"), [((), "採決中"), ([APPROVE] * 3, "投票終了")])
def test_nobody_takes_an_application_away_from_a_vote(choices, stage):
    sitting = rows.committee(1)
    item = rows.voted(sitting, *choices) if choices else rows.voting(sitting)

    with pytest.raises(Refused, match=stage), transaction.atomic():
        agenda.refuse_while_voting(item.application)

    assert rows.reread(item).is_running


def test_before_and_after_the_vote_an_application_is_free():
    sitting = rows.committee(1)
    waiting = rows.meeting(sitting, rows.application()).items.get()
    decided = rows.voted(sitting, *[APPROVE] * 3)
    rows.decide(decided, sitting.chair)

    with transaction.atomic():
        agenda.refuse_while_voting(waiting.application)
        agenda.refuse_while_voting(decided.application)


def test_every_step_is_on_the_trail_of_the_application():
    sitting, case = rows.committee(1), rows.application()
    opened = rows.open_meeting(sitting, case)
    meetings.close(opened, by=sitting.chair, now=NOW)

    actions = Entry.objects.about(case).in_order().values_list("action", flat=True)
    assert list(actions) == ["approvals.add_to_agenda", "approvals.set_aside_items"]
    assert [e.action for e in Entry.objects.about(opened).in_order()] == [
        "approvals.plan_meeting",
        "approvals.add_to_agenda",
        "approvals.open_meeting",
        "approvals.set_aside_items",
        "approvals.close_meeting",
    ]


def test_a_meeting_is_not_opened_with_nobody_there():
    sitting = rows.committee()
    planned = plan(sitting.secretariat)

    with pytest.raises(Refused, match="出席した委員がいません"):
        meetings.open_meeting(planned, present=[], by=sitting.chair, now=NOW)

    assert Meeting.objects.get().status == MeetingStatus.PLANNED
