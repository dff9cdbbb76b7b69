"""Each kind: of what, counted from which day, whom it reaches, and when it is over."""

from datetime import date, datetime

import pytest

from accounts.models import ContentCheck, Handover, Operator
from accounts.services import handovers, status_checks
from accounts.services.acknowledgements import acknowledge, text_sha256
from accounts.services.content_checks import check_content
from approvals.models import Application, Waiver
from approvals.services import conditions, posts, waivers
from approvals.services.conditions import Term
from approvals.services.waivers import Grounds
from komae_sns import office_days
from komae_sns.home.sight import VISIBLE
from komae_sns.notices.kinds import Kind
from komae_sns.notices.models import Notice, Reminder
from komae_sns.notices.reminders import all_remindings
from komae_sns.notices.reminders.rules import by_the_city
from komae_sns.staff.actors import actor_of
from komae_sns.staff.models import Deputy
from komae_sns.staff.posts import Post
from tests import factories
from tests.approvals import rows
from tests.approvals.rows import APPROVE, NOW
from tests.factories import TODAY, appoint, person
from tests.reminders.rows import at, days, library, names, remind_on, told
from tests.reviews import rows as reviewed

pytestmark = [pytest.mark.django_db, pytest.mark.integrity]
READ_ON = date(2026, 10, 23)  # 31 days before TUESDAY
TUESDAY = date(2026, 11, 24)


@pytest.mark.parametrize("reminding", all_remindings(), ids=lambda r: r.kind)
def test_every_kind_has_its_days_in_the_citys_data(reminding):
    rule = by_the_city(reminding.kind)

    assert rule.is_on
    assert list(rule.rhythm.stages) == sorted(set(rule.rhythm.stages))
    assert (rule.rhythm.escalate is not None) == bool(reminding.above)


@pytest.mark.parametrize("reminding", all_remindings(), ids=lambda r: r.kind)
def test_of_what_one_is_reminded_one_may_see(reminding):
    """Else the daily mail withholds it."""
    assert reminding.model._meta.label_lower in VISIBLE


@pytest.fixture
def account():
    return library()


def read_through(account, day, by=None):
    actor = actor_of(by or account.manager.user, day)
    return check_content(account, covers_from=day, result="FINE", by=actor, now=at(day))


@pytest.mark.clause("4(5)ア")
def test_the_section_hears_of_the_review_from_its_first_day_until_it_is_submitted(account):
    clerk = person("担当者")
    appoint(clerk, Post.CLERK, account.department)
    review = reviewed.opened(account, 2026)

    told_on = {day: remind_on(day, Kind.REVIEW_DUE).told for day in REVIEW_DAYS}

    assert {day: number for day, number in told_on.items() if number} == {
        date(2027, 2, 1): 2,
        date(2027, 3, 1): 2,
        date(2027, 3, 24): 2,
        date(2027, 3, 30): 2,
        date(2027, 4, 1): 2,
        date(2027, 4, 8): 4,
        date(2027, 4, 15): 4,
    }
    assert told(Kind.REVIEW_DUE)[0][1] == (
        "「図書館だより（X）の令和8年度の効果測定」の期限はあと58日"
    )
    assert sorted(set(names(Kind.REVIEW_DUE))) == ["事務局員", "担当者", "部長", "館長"]

    head = actor_of(account.manager.user, date(2027, 4, 15))
    reviewed.submitted(review, by=head)
    assert remind_on(date(2027, 4, 22), Kind.REVIEW_DUE).planned == 0


REVIEW_DAYS = [date(2027, 2, 1) + days(n) for n in range(76)]


@pytest.mark.clause("4(3)ア")
def test_manager_and_operators_hear_when_the_posts_are_to_be_read_through(account):
    poster = person("担当者")
    Operator.objects.create(account=account, user=poster, starts_on=date(2026, 4, 1))
    former = {"starts_on": date(2025, 4, 1), "ends_on": date(2026, 3, 31)}
    Operator.objects.create(account=account, user=person("前の担当者"), **former)
    read_through(account, READ_ON)

    remind_on(date(2026, 11, 20), Kind.CONTENT_CHECK_DUE)
    assert names(Kind.CONTENT_CHECK_DUE) == []

    remind_on(TUESDAY, Kind.CONTENT_CHECK_DUE)
    assert names(Kind.CONTENT_CHECK_DUE) == ["担当者", "館長"]
    title = "「図書館だより（X）」の発言内容の確認は1日過ぎています"  # the 23rd is a holiday
    assert told(Kind.CONTENT_CHECK_DUE)[0][1] == title
    assert Notice.objects.first().url.endswith(f"/{account.pk}/checks/")

    read_through(account, TUESDAY)
    assert remind_on(TUESDAY + days(14), Kind.CONTENT_CHECK_DUE).planned == 0


@pytest.mark.clause("4(3)ア")
def test_posts_unread_for_four_weeks_more_are_told_to_the_director_and_the_secretariat(account):
    read_through(account, READ_ON)

    remind_on(date(2026, 12, 21), Kind.CONTENT_CHECK_DUE)

    assert names(Kind.CONTENT_CHECK_DUE) == ["事務局員", "部長", "館長"]


def test_the_day_of_the_last_check_is_that_of_the_ledger(account):
    for day in (date(2026, 9, 1), READ_ON):
        read_through(account, day)

    account.refresh_from_db()
    latest = ContentCheck.objects.newest_first().first()
    assert account.content_read_on == latest.checked_on == READ_ON


@pytest.mark.clause("4(3)イ")
def test_whoever_answers_for_an_account_hears_in_april_until_they_have_acknowledged(account):
    remind_on(date(2027, 4, 1), Kind.ACKNOWLEDGEMENT_DUE)
    assert told(Kind.ACKNOWLEDGEMENT_DUE) == [("館長", "遵守事項の確認がまだです")]
    remind_on(date(2027, 4, 14), Kind.ACKNOWLEDGEMENT_DUE)
    remind_on(date(2027, 4, 15), Kind.ACKNOWLEDGEMENT_DUE)
    assert Reminder.objects.count() == 2

    by = actor_of(account.manager.user, date(2027, 4, 16))
    acknowledge(text=text_sha256(), by=by, now=at(by.today))
    assert remind_on(date(2027, 4, 30), Kind.ACKNOWLEDGEMENT_DUE).planned == 0


@pytest.mark.clause("4(3)カ")
def test_a_handover_is_chased_with_who_has_it_and_goes_up_when_nobody_takes_it():
    account = library(manager_until=date(2026, 12, 8))
    handovers.open_for_leaving(TUESDAY, at(TUESDAY))
    assert Handover.objects.get().last_day == date(2026, 12, 8)

    remind_on(TUESDAY, Kind.HANDOVER_DUE)
    assert told(Kind.HANDOVER_DUE) == [
        ("館長", "図書館だより（X）の引継ぎ（館長）がまだです（あと14日）")
    ]

    appoint(person("後任"), Post.HEAD, account.department, starts_on=date(2026, 12, 9))
    remind_on(date(2026, 12, 16), Kind.HANDOVER_DUE)
    assert names(Kind.HANDOVER_DUE) == ["事務局員", "後任", "部長", "館長", "館長"]


@pytest.mark.clause("4(5)ウ")
def test_when_the_notice_period_is_over_the_section_hears_that_it_may_stop():
    section = factories.department("図書館", parent=factories.division())
    stopping = factories.account("図書館だより", status="STOPPING", department=section)
    head = stopping.manager.user.name
    suspension = stopping.suspensions.get()
    factories.notified(suspension)  # TODAY is a Sunday, the Monday a holiday

    remind_on(date(2026, 11, 20), Kind.STOP_MAY_PROCEED)
    assert names(Kind.STOP_MAY_PROCEED) == []
    remind_on(TUESDAY, Kind.STOP_MAY_PROCEED)
    assert told(Kind.STOP_MAY_PROCEED) == [(head, "「図書館だより（X）」の周知の期間がすぎました")]

    suspension.refresh_from_db()
    factories.cancelled(suspension)
    assert remind_on(date(2026, 12, 21), Kind.STOP_MAY_PROCEED).planned == 0


@pytest.mark.clause("4(5)エ")
def test_a_stopped_account_is_looked_after_and_where_nobody_is_left_by_the_secretariat():
    section = factories.department("図書館")
    kept = factories.account("図書館だより", status="SUSPENDED", department=section)
    head = kept.manager
    status_checks.schedule_first(kept, today=TODAY)
    check = kept.status_checks.get()
    appoint(person("事務局員"), Post.SECRETARIAT)

    remind_on(office_days.on_or_after(check.due_on), Kind.STATUS_CHECK_DUE)
    assert names(Kind.STATUS_CHECK_DUE) == [head.user.name]

    head.ends_on = check.due_on
    head.save()
    remind_on(office_days.on_or_after(check.due_on + days(7)), Kind.STATUS_CHECK_DUE)
    assert names(Kind.STATUS_CHECK_DUE) == ["事務局員", head.user.name]


@pytest.mark.clause("4(2)イ")
def test_a_manager_who_leaves_is_told_and_an_account_without_one_goes_up():
    account = library(manager_until=date(2027, 3, 31))

    remind_on(date(2027, 3, 1), Kind.MANAGER_LEAVING)
    assert told(Kind.MANAGER_LEAVING) == [("館長", "「図書館だより（X）」の管理者の任期はあと30日")]

    remind_on(date(2027, 4, 1), Kind.MANAGER_LEAVING)
    assert names(Kind.MANAGER_LEAVING) == ["事務局員", "部長", "館長"]

    account.manager = appoint(person("後任"), Post.HEAD, account.department)
    account.save(update_fields=["manager"])
    assert remind_on(date(2027, 4, 8), Kind.MANAGER_LEAVING).planned == 0


@pytest.mark.clause("4(2)ウ")
def test_members_who_have_not_answered_hear_before_the_deadline_with_their_deputies():
    """Until Wednesday 25 November 14:00."""
    sitting = rows.committee(2)
    item = rows.circulating(sitting)
    deputy = person("代理")
    appoint(deputy, Post.CLERK, factories.department("総務課"))
    Deputy.objects.create(
        appointment=sitting.members[1].appointments[0],
        user=deputy,
        starts_on=TODAY,
        ends_on=TODAY + days(9),
        reason="出張",
        entered_by=deputy,
    )
    rows.cast(item, sitting.chair)
    rows.cast(item, sitting.members[0])

    remind_on(TUESDAY, Kind.VOTE_CLOSING)

    assert names(Kind.VOTE_CLOSING) == ["代理", "副委 員長", "委員 2郎"]
    assert told(Kind.VOTE_CLOSING, person=sitting.vice_chair.user) == [
        ("副委 員長", "「図書館Xの開設」の回答の締切はあと1日")
    ]


def test_after_the_deadline_nobody_is_asked_for_an_answer_any_more():
    rows.circulating(rows.committee(1))

    assert remind_on(date(2026, 11, 25), Kind.VOTE_CLOSING, hour=15).planned == 0


@pytest.mark.clause("4(2)イ")
def test_a_returned_application_that_nobody_touches_comes_back_to_mind_after_a_week():
    section = factories.department("図書館")
    appoint(person("館長"), Post.HEAD, section)
    appoint(person("係の人"), Post.CLERK, factories.department("係", kind="UNIT", parent=section))
    case = rows.application(section, status="RETURNED")
    Application.objects.update(updated_at=NOW, waiting_since=NOW)

    remind_on(date(2026, 11, 27), Kind.RETURNED_UNTOUCHED)
    assert names(Kind.RETURNED_UNTOUCHED) == []
    remind_on(date(2026, 11, 30), Kind.RETURNED_UNTOUCHED)
    assert names(Kind.RETURNED_UNTOUCHED) == ["係の人", "館長"]

    Application.objects.update(updated_at=at(date(2026, 12, 1)))
    assert remind_on(date(2026, 12, 7), Kind.RETURNED_UNTOUCHED).planned == 0
    case.move_to("WITHDRAWN")
    assert remind_on(date(2026, 12, 8), Kind.RETURNED_UNTOUCHED).planned == 0


@pytest.mark.clause("4(2)ウ")
def test_a_condition_is_asked_for_until_it_is_reported():
    sitting, section = rows.committee(), factories.department("図書館")
    appoint(person("館長"), Post.HEAD, section)
    item = rows.voted(sitting, *[APPROVE] * 5, case=rows.application(section))
    rows.decide(item, sitting.chair, [Term("返信をしないこと", date(2026, 12, 1)), Term("いつか")])

    remind_on(TUESDAY, Kind.CONDITION_DUE)
    assert told(Kind.CONDITION_DUE) == [("館長", "「図書館Xの開設」の承認の条件はあと7日")]
    remind_on(date(2026, 12, 16), Kind.CONDITION_DUE)
    assert names(Kind.CONDITION_DUE) == ["事務 局子", "館長", "館長"]

    head = factories.actor(Post.HEAD, section, "館長その二")
    conditions.report(item.application.conditions.get(number=1), "直した", by=head, now=NOW)
    assert remind_on(date(2027, 1, 20), Kind.CONDITION_DUE).planned == 0


@pytest.mark.clause("4(2)ウ")
def test_a_waiver_is_remembered_until_it_is_reported_and_ended():
    sitting, section = rows.committee(), factories.department("図書館")
    appoint(person("館長"), Post.HEAD, section)
    grounds = Grounds("台風の被害", "災害ごみ", date(2027, 1, 15))
    waivers.waive(rows.application(section), grounds, by=sitting.chair, now=NOW)

    remind_on(date(2026, 12, 7), Kind.WAIVER_UNREPORTED, Kind.WAIVER_EXPIRING)
    assert names(Kind.WAIVER_UNREPORTED) == ["事務 局子", "委員 長太"]
    assert names(Kind.WAIVER_EXPIRING) == []

    remind_on(date(2026, 12, 16), Kind.WAIVER_UNREPORTED, Kind.WAIVER_EXPIRING)
    assert names(Kind.WAIVER_EXPIRING) == ["委員 長太", "館長"]

    meeting = rows.open_meeting(sitting)
    Waiver.objects.update(reported_to=meeting, reported_at=datetime.now(tz=NOW.tzinfo))
    assert remind_on(date(2027, 1, 4), Kind.WAIVER_UNREPORTED).planned == 0


def test_a_post_that_waits_for_its_day_is_asked_of_the_head(account):
    clerk = appoint(person("担当"), Post.CLERK, account.department)
    content = {"text": "まつり", "media_note": "", "shows_people": False, "people_agreed": False}
    content |= {"planned_on": date(2026, 11, 25), "planned_time": None}
    by = actor_of(clerk.user, TODAY)
    draft = posts.start(account, content, by=by, now=NOW)
    posts.submit(draft, seen=1, open_findings=0, by=by, now=NOW)

    remind_on(TUESDAY, Kind.POST_DUE)

    assert names(Kind.POST_DUE) == ["館長"]
    posts.pull_back(draft, by=by, now=NOW)
    assert remind_on(date(2026, 11, 25), Kind.POST_DUE).planned == 0
