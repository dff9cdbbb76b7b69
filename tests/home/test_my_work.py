"""わたしの仕事: each post finds its own part, and nobody else's."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.status import AccountStatus
from approvals import committee
from approvals.models import AgendaItem
from approvals.services import roll_call, votes, waivers
from approvals.status import ApplicationStatus
from komae_sns.home import work
from komae_sns.staff.actors import actor_of
from komae_sns.staff.posts import Post
from tests import factories
from tests.approvals import rows
from tests.approvals.rows import APPROVE, NOW
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
S = ApplicationStatus


@pytest.fixture
def library():
    return factories.department("図書館")


@pytest.fixture
def head(library):
    return factories.actor(Post.HEAD, library)


def mine(actor):
    return {found.effect: [task.what for task in found.tasks] for found in work.work_of(actor).mine}


def others(actor):
    return {task.what: task.why for found in work.work_of(actor).others for task in found.tasks}


def test_nobody_has_anything_to_do_in_an_empty_portal():
    for post in Post:
        assert work.work_of(factories.actor(post)) == work.Work((), ())


def test_the_section_writes_its_drafts_and_mends_what_was_returned(head, library):
    rows.application(library, status=S.DRAFT, title="書きかけ")
    rows.application(library, status=S.RETURNED, title="差し戻された")

    assert mine(head) == {
        "指摘に対応して、もう一度提出する": ["差し戻された"],
        "下書きを書き上げる": ["書きかけ"],
    }


def test_a_draft_passed_up_waits_for_the_head_and_not_for_the_clerk(head, library):
    clerk = factories.actor(Post.CLERK, library)
    draft = rows.application(library, status=S.DRAFT, title="課長へ回した")
    draft.passed_to_head_at = NOW
    draft.save()

    assert mine(head) == {"内容を確かめて、事務局へ提出する": ["課長へ回した"]}
    assert mine(clerk) == {}
    assert others(clerk) == {"課長へ回した": "図書館の課長の番です：内容の確認と提出"}
    assert others(head) == {}


def test_another_sections_papers_are_nobodys_work(library):
    stranger = factories.actor(Post.HEAD, factories.department("公民館"))
    for status in (S.DRAFT, S.SUBMITTED, S.RETURNED, S.IN_REVIEW):
        rows.application(library, status=status)

    assert work.work_of(stranger) == work.Work((), ())


def test_the_secretariat_accepts_and_sets_agendas(library):
    office = factories.actor(Post.SECRETARIAT)
    rows.application(library, status=S.SUBMITTED, title="受け付ける")
    rows.application(library, status=S.IN_REVIEW, title="議題にのせる")

    assert mine(office) == {
        "受け付けるか、差し戻す": ["受け付ける"],
        "委員会の議題にのせる": ["議題にのせる"],
    }


def test_nobody_is_asked_to_accept_their_own_sections_paper(library):
    both = factories.actor(Post.SECRETARIAT)
    factories.appoint(both.user, Post.HEAD, library)
    rows.application(library, status=S.SUBMITTED)

    assert "受け付けるか、差し戻す" not in mine(actor_of(both.user, TODAY))


def test_members_vote_until_they_have_voted():
    sitting = rows.committee()
    item = rows.voting(sitting)
    member = sitting.members[0]

    assert "投票する" in mine(member)
    rows.cast(item, member)

    assert "投票する" not in mine(member)


def test_the_presiding_chair_closes_what_all_have_voted_on():
    sitting = rows.committee()
    rows.voted(sitting, *[APPROVE] * 5)

    effect = "投票がそろった議題を決定する"
    assert effect in mine(sitting.chair)
    assert effect not in mine(sitting.vice_chair)
    assert effect not in mine(sitting.members[0])


def test_when_the_presiding_chair_has_left_office_another_is_asked():
    sitting = rows.committee()
    rows.voted(sitting, *[APPROVE] * 5)
    sitting.chair.appointments[0].ends_on = TODAY - timedelta(days=1)
    sitting.chair.appointments[0].save()

    assert "投票がそろった議題を決定する" in mine(sitting.vice_chair)


def test_when_the_presiding_chair_has_left_the_room_the_vice_chair_is_asked():
    sitting = rows.committee(1)
    item = rows.voted(sitting, *[APPROVE] * 3)
    effect = "投票がそろった議題を決定する"
    seat = rows.seat(item.meeting, sitting.chair)

    roll_call.leave(seat, by=sitting.chair, now=NOW)
    assert effect not in mine(sitting.chair)
    assert effect in mine(sitting.vice_chair)
    roll_call.arrive(seat, by=sitting.chair, now=NOW)

    assert effect in mine(sitting.chair)
    assert effect not in mine(sitting.vice_chair)


def test_who_closes_is_whoever_the_item_itself_names():
    """The list of the database and committee.presiding say the same, whoever stays."""
    sitting, section = rows.committee(1), factories.department("図書館")
    factories.appoint(sitting.chair.user, Post.CLERK, section)
    deputy = factories.actor(Post.VICE_CHAIR, name="次席 副子")
    cases = [rows.application(section), rows.application()]
    opened = rows.open_meeting(sitting, *cases, present=[*sitting.everybody, deputy])
    for item in opened.items.all():
        votes.open_voting(item, by=sitting.secretariat, now=NOW)
        for voter in item.participants.voters():
            rows.cast(item, actor_of(voter.member, TODAY))
    able = [sitting.chair, sitting.vice_chair, deputy]

    def listed():
        return {(a.user, i) for a in able for i in AgendaItem.objects.to_close_by(a)}

    def named():
        found = [(committee.presiding(i, TODAY), i) for i in AgendaItem.objects.voted()]
        return {(chair.member, item) for chair, item in found if chair}

    assert len(named()) == 2
    assert listed() == named()
    for leaver in able[:2]:
        roll_call.leave(rows.seat(opened, leaver), by=sitting.secretariat, now=NOW)
        assert listed() == named() != set()


def test_members_and_secretariat_see_the_meeting_ahead(head):
    sitting = rows.committee()
    rows.meeting(sitting)

    assert "委員会に出る" in mine(sitting.members[0])
    assert "委員会に出る" in mine(sitting.secretariat)
    assert "委員会に出る" not in mine(head)


def test_the_applicant_sees_who_has_the_paper(head, library):
    sitting = rows.committee()
    rows.application(library, status=S.SUBMITTED, title="出したばかり")
    rows.application(library, status=S.IN_REVIEW, title="受け付けられた")
    rows.voting(sitting, rows.application(library, title="採決中"))

    assert others(head) == {
        "出したばかり": "事務局の番です：受付",
        "受け付けられた": "事務局の番です：委員会の議題にのせること",
        "採決中": "委員の番です：採決",
    }


@pytest.mark.clause("4(2)ウ")
def test_an_unreported_waiver_stays_before_chair_and_secretariat(library):
    sitting = rows.committee()
    case = rows.application(library, title="大雪の情報")
    grounds = waivers.Grounds("大雪のため", "大雪の期間", TODAY + timedelta(days=30))

    waivers.waive(case, grounds, by=sitting.chair, now=NOW)

    effect = "委員長特認を委員会へ報告する"
    assert mine(sitting.chair)[effect] == ["大雪の情報"]
    assert mine(sitting.secretariat)[effect] == ["大雪の情報"]
    assert effect not in mine(sitting.members[0])


@pytest.mark.clause("4(2)ウ")
def test_a_waiver_that_ran_out_comes_before_chair_and_section(head, library):
    sitting, stranger = rows.committee(), factories.actor(Post.HEAD, factories.department("公民館"))
    grounds = waivers.Grounds("大雪のため", "大雪の期間", TODAY + timedelta(days=30))
    waivers.waive(rows.application(library), grounds, by=sitting.chair, now=NOW)

    def overrun(actor, days):
        later = actor_of(actor.user, TODAY + timedelta(days=days))
        return mine(later).get("期限の過ぎた特認を、通常の手続か停止で終わらせる")

    assert overrun(sitting.chair, 30) is None
    assert overrun(sitting.chair, 31) == overrun(head, 31) == ["狛江市図書館（X）"]
    assert overrun(stranger, 31) is overrun(sitting.members[0], 31) is None


def test_accounts_in_preparation_wait_for_their_section(head, library):
    factories.account("図書館", status=AccountStatus.PREPARING, department=library)
    factories.account("運用中", department=library)

    assert mine(head)["アカウントの開設を準備する"] == ["図書館（X）"]


def test_a_contractor_sees_the_accounts_they_post_and_no_others(library):
    contractor = factories.actor(Post.CONTRACTOR, library)
    theirs = factories.account("委託", department=library)
    factories.account("ほかの", department=library)
    theirs.operators.create(user=contractor.user, starts_on=TODAY)

    assert [a.name for a in work.my_accounts(contractor)[0]] == ["委託"]


def test_more_than_fit_are_counted_as_more(head, library):
    for _ in range(work.lists.SHOWN + 1):
        rows.application(library, status=S.DRAFT)

    (found,) = work.work_of(head).mine

    assert (len(found.tasks), found.has_more, found.count_text) == (10, True, "10件以上")


def _everything(library, number):
    for _ in range(number):
        for status in (S.DRAFT, S.SUBMITTED, S.RETURNED, S.IN_REVIEW):
            rows.application(library, status=status)
        factories.account(status=AccountStatus.PREPARING, department=library)


def _queries(client):
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get("/").status_code == 200
    return len(seen)


def test_thirty_rows_cost_no_more_queries_than_one(client, library):
    everybody = factories.person()
    for post in Post:
        factories.appoint(everybody, post, library)
    client.force_login(everybody)
    client.get("/")
    _everything(library, 1)
    few = _queries(client)
    _everything(library, 29)

    many = _queries(client)

    assert many == few <= 60  # one a list, asked of one who holds every post
