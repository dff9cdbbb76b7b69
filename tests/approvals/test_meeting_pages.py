"""The committee's pages: what each person sees, and what their buttons do."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from approvals.models import AgendaItem, Application, Meeting, Waiver
from approvals.services import waivers
from approvals.services.waivers import Grounds
from approvals.status import ApplicationStatus, ItemStatus, MeetingStatus
from komae_sns.city.sample_policy import sample
from komae_sns.staff.models import FormSubmission
from komae_sns.staff.posts import Post
from policies.articles import from_sample, to_json
from policies.models import PolicyVersion
from policies.status import VersionStatus
from tests import factories
from tests.approvals import rows
from tests.approvals.rows import ABSTAIN, APPROVE, NOW, REJECT
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def enter(client):
    """Log in as somebody."""

    def as_actor(actor):
        actor.user.set_password(PASSWORD)
        actor.user.save()
        client.force_login(actor.user, "django.contrib.auth.backends.ModelBackend")
        return client

    return as_actor


def url(name, *args):
    return reverse(f"approvals:{name}", args=args)


def item_url(name, item):
    return url(name, item.meeting_id, item.pk)


def text_of(response):
    return response.content.decode()


def test_a_member_votes_with_one_button_of_the_page(enter):
    sitting = rows.committee(1)
    item = rows.voting(sitting)
    client = enter(sitting.members[0])
    assert "あなたの投票を待っています" in text_of(client.get(item.get_absolute_url()))

    page = client.post(item_url("item-vote", item), {"choice": "APPROVE"}, follow=True)

    assert "「可」で投票しました。" in text_of(page)
    assert "あなたの投票を待っています" not in text_of(page)
    assert item.votes.get().choice == APPROVE


def test_no_without_a_reason_is_asked_again_with_what_was_typed(enter):
    sitting = rows.committee(1)
    item = rows.voting(sitting)

    page = enter(sitting.chair).post(
        item_url("item-vote", item), {"choice": "REJECT", "reason": "　"}
    )

    assert page.status_code == 200
    assert "否とするときは、理由を書いてください。" in text_of(page)
    assert not item.votes.exists()


def test_a_second_click_says_that_the_vote_stands(enter):
    sitting = rows.committee(1)
    item = rows.voting(sitting)
    client = enter(sitting.chair)
    client.post(item_url("item-vote", item), {"choice": "APPROVE"})

    page = client.post(item_url("item-vote", item), {"choice": "ABSTAIN"}, follow=True)

    assert "もう投票しています" in text_of(page)
    assert item.votes.get().choice == APPROVE


def test_how_the_others_voted_is_read_once_all_votes_are_in(enter):
    sitting = rows.committee(1)
    item = rows.voting(sitting)
    rows.cast(item, sitting.chair, REJECT, "重複しているため")
    rows.cast(item, sitting.vice_chair, ABSTAIN)

    for reader in (sitting.members[0], sitting.secretariat, sitting.vice_chair):
        assert "重複しているため" not in text_of(enter(reader).get(item.get_absolute_url()))
    assert "重複しているため" in text_of(enter(sitting.chair).get(item.get_absolute_url()))
    rows.cast(item, sitting.members[0], APPROVE)
    assert "重複しているため" in text_of(enter(sitting.members[0]).get(item.get_absolute_url()))


def test_the_page_names_who_is_waited_for(enter):
    sitting = rows.committee(1)
    item = rows.voting(sitting)
    rows.cast(item, sitting.chair)

    page = text_of(enter(sitting.secretariat).get(item_url("item-votes", item)))

    assert "1 / 3名が投票しました。" in page
    assert "待っている人：副委 員長、委員 1郎" in page


def test_the_chair_decides_with_the_password(enter):
    sitting = rows.committee(1)
    item = rows.voted(sitting, APPROVE, APPROVE, REJECT)
    client = enter(sitting.chair)
    decide = item_url("item-decide", item)

    wrong = client.post(decide, {"password": "something else here"})
    assert "パスワードがちがいます" in text_of(wrong)
    assert rows.reread(item).is_voted
    page = client.post(decide, {"password": PASSWORD}, follow=True)

    assert "承認で決定しました。" in text_of(page)
    assert rows.reread(item).status == ItemStatus.DECIDED


def test_conditions_and_button_must_agree(enter):
    sitting = rows.committee(1)
    item = rows.voted(sitting, APPROVE, APPROVE, REJECT)
    client, decide = enter(sitting.chair), item_url("item-decide", item)

    plain = client.post(decide, {"password": PASSWORD, "conditions": "返信しない"})
    bare = client.post(decide, {"password": PASSWORD, "with_conditions": "on"})
    assert "条件が書かれています" in text_of(plain)
    assert "条件を書いてください。" in text_of(bare)
    client.post(decide, {"password": PASSWORD, "conditions": "返信しない", "with_conditions": "on"})

    case = Application.objects.get()
    assert case.status == ApplicationStatus.APPROVED_WITH_CONDITIONS
    assert case.decision.conditions == "返信しない"


def test_what_cannot_be_printed_is_told_at_its_field(enter):
    sitting = rows.committee(1)
    item = rows.voted(sitting, APPROVE, APPROVE, REJECT)
    client = enter(sitting.chair)
    typed = {"password": PASSWORD, "conditions": "返信しない😀", "with_conditions": "on"}

    decide = client.post(item_url("item-decide", item), typed)
    waive = client.post(
        url("waiver-start"),
        {"reason": "急ぐ😀", "scope": "😀", "display_name": "😀", "purpose": "😀"},
    )

    told = {"紙に印刷できない文字があります：😀（U+1F600）"}
    assert set(decide.context["form"].errors["conditions"]) == told
    errors = waive.context["form"].errors
    assert all(set(errors[name]) == told for name in ("reason", "scope", "display_name", "purpose"))


def test_a_tie_asks_for_the_chairs_word(enter):
    sitting = rows.committee(2)
    item = rows.voted(sitting, APPROVE, APPROVE, REJECT, REJECT)
    client, decide = enter(sitting.chair), item_url("item-decide", item)
    assert "可否同数" in text_of(client.get(decide))

    without = client.post(decide, {"password": PASSWORD})
    assert rows.reread(item).is_voted
    assert "委員長の決するところ" in text_of(without)
    client.post(decide, {"password": PASSWORD, "chair_says": "reject"})

    assert Application.objects.get().status == ApplicationStatus.REJECTED


def test_the_item_shows_the_whole_case(enter):
    sitting = rows.committee()
    item = rows.meeting(sitting, rows.application()).items.get()

    page = text_of(enter(sitting.members[0]).get(item.get_absolute_url()))

    assert "図書館の催しと開館日を市民に知らせる" in page
    assert "図書館" in page


@pytest.mark.parametrize("post", [Post.HEAD, Post.CLERK, Post.CONTRACTOR])
def test_the_sections_do_not_see_the_committees_papers(enter, post):
    sitting = rows.committee(1)
    item = rows.voting(sitting)
    client = enter(factories.actor(post))

    assert client.get(item.get_absolute_url()).status_code == 404
    assert client.get(item.meeting.get_absolute_url()).status_code == 404
    assert client.post(item_url("item-vote", item), {"choice": "APPROVE"}).status_code == 404


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("item-decide", "secretariat"),
        ("item-decide", "vice_chair"),
        ("item-carry-over", "secretariat"),
        ("item-return", "vice_chair"),
        ("item-move", "chair"),
        ("item-remove", "chair"),
    ],
)
def test_buttons_of_others_are_refused(enter, name, who):
    sitting = rows.committee(1)
    item = rows.voted(sitting, APPROVE, APPROVE, APPROVE)

    page = enter(getattr(sitting, who)).post(
        item_url(name, item), {"password": PASSWORD, "reason": "x", "answer": "x", "position": 1}
    )

    assert page.status_code == 403
    assert rows.reread(item).is_voted


def test_a_meeting_is_planned_once_by_two_clicks(enter):
    client = enter(rows.committee().secretariat)
    typed = {
        "submission_id": uuid.uuid4(),
        "held_on": TODAY.isoformat(),
        "starts_at": "１４：００",
        "place": "会議室",
    }

    first = client.post(url("meeting-plan"), typed)
    second = client.post(url("meeting-plan"), typed)

    meeting = Meeting.objects.get()
    assert first.url == second.url == meeting.get_absolute_url()
    assert f"{meeting.starts_at:%H:%M}" == "14:00"
    assert FormSubmission.objects.count() == 1


def test_from_the_agenda_to_the_open_meeting(enter):
    sitting, case = rows.committee(2), rows.application()
    planned = rows.meeting(sitting)
    client = enter(sitting.secretariat)

    client.post(url("agenda-add", planned.pk), {"applications": [case.pk]})
    present = [actor.user.pk for actor in sitting.everybody]
    client.post(url("meeting-open", planned.pk), {"present": present})
    item = AgendaItem.objects.get()
    client.post(item_url("item-open-voting", item))

    planned.refresh_from_db()
    assert planned.status == MeetingStatus.OPEN
    assert rows.reread(item).is_voting


def test_without_a_quorum_the_button_says_why(enter):
    sitting = rows.committee(3)
    item = rows.open_meeting(sitting, rows.application(), present=[sitting.chair]).items.get()

    page = enter(sitting.chair).post(item_url("item-open-voting", item), follow=True)

    assert "定足数に達していないため、採決をはじめられません。" in text_of(page)
    assert rows.reread(item).is_waiting


def test_an_empty_agenda_form_is_asked_again(enter):
    sitting = rows.committee()
    rows.application()
    planned = rows.meeting(sitting)

    page = enter(sitting.secretariat).post(url("agenda-add", planned.pk), {})

    assert "議題にする申請を、一つは選んでください。" in text_of(page)


def test_items_of_another_meeting_are_not_found(enter):
    sitting = rows.committee()
    item = rows.meeting(sitting, rows.application()).items.get()
    other = rows.meeting(sitting)

    page = enter(sitting.secretariat).get(url("item-detail", other.pk, item.pk))

    assert page.status_code == 404


@pytest.mark.parametrize("year", ["20２6", "x", "99999", "-1", "２０２６年"])
def test_a_year_that_is_none_is_not_found(enter, year):
    client = enter(rows.committee().secretariat)

    assert client.get(url("meeting-list"), {"year": year}).status_code == 404


def test_the_chair_waives_from_the_application(enter):
    sitting, case = rows.committee(), rows.application()
    client = enter(sitting.chair)
    typed = {
        "reason": "急を要する",
        "scope": "避難情報",
        "expires_on": (TODAY + timedelta(days=1)).isoformat(),
        "password": PASSWORD,
    }

    today = client.post(url("waiver-create", case.pk), typed | {"expires_on": TODAY.isoformat()})
    assert "明日より後の日" in text_of(today)
    client.post(url("waiver-create", case.pk), typed)

    assert Waiver.objects.get().application == case


def test_the_chair_waives_without_any_form_once_by_two_clicks(enter):
    sitting = rows.committee()
    typed = {
        "submission_id": uuid.uuid4(),
        "department": factories.department("安心安全課").pk,
        "service": factories.service("x").code,
        "display_name": "狛江市防災",
        "purpose": "避難情報",
        "reason": "急を要する",
        "scope": "避難情報",
        "expires_on": (TODAY + timedelta(days=1)).isoformat(),
        "password": PASSWORD,
    }
    client = enter(sitting.chair)

    pages = [client.post(url("waiver-start"), typed) for _ in range(2)]

    waiver = Waiver.objects.get()
    assert [page.url for page in pages] == [waiver.get_absolute_url()] * 2
    assert "狛江市防災" in text_of(client.get(waiver.get_absolute_url()))


def test_the_secretariat_reports_a_waiver_in_the_meeting(enter):
    sitting = rows.committee()
    grounds = Grounds("急を要する", "避難情報", TODAY + timedelta(days=1))
    waiver = waivers.waive(rows.application(), grounds, by=sitting.chair, now=NOW)
    opened = rows.open_meeting(sitting)
    client = enter(sitting.secretariat)
    assert "報告済みにする" in text_of(client.get(opened.get_absolute_url()))

    client.post(url("waiver-report", opened.pk, waiver.pk))

    waiver.refresh_from_db()
    assert waiver.reported_to == opened


@pytest.mark.parametrize("page", ["meeting", "item"])
def test_a_page_asks_the_database_as_often_for_many_as_for_few(
    enter, django_assert_max_num_queries, page
):
    def planned(sitting, count):
        cases = [rows.application(title=f"申請{n}") for n in range(count)]
        return rows.open_meeting(sitting, *cases)

    sitting = rows.committee(2)
    few, many = planned(sitting, 1), planned(sitting, 30)
    client = enter(sitting.chair)

    def queries(meeting):
        shown = meeting if page == "meeting" else meeting.items.first()
        with django_assert_max_num_queries(30) as asked:
            client.get(shown.get_absolute_url())
        return len(asked)

    client.get(few.get_absolute_url())
    assert queries(few) == queries(many)


def test_every_page_of_the_committee_opens(enter):
    sitting = rows.committee(1)
    planned = rows.meeting(sitting, rows.application())
    item = rows.voted(sitting, APPROVE, APPROVE, ABSTAIN)
    secretariat, chair = (
        ["meeting-list", "meeting-plan", "waiver-list"],
        ["waiver-start", "waiver-list"],
    )

    client = enter(sitting.secretariat)
    names = ["meeting-detail", "meeting-edit", "meeting-cancel", "meeting-open", "agenda-add"]
    pages = [url(name) for name in secretariat] + [url(name, planned.pk) for name in names]
    pages.append(item_url("item-remove", planned.items.get()))
    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)
    client = enter(sitting.chair)
    pages = [url(name) for name in chair] + [item_url("item-decide", item)]
    other = rows.voting(sitting)
    pages += [item_url(name, other) for name in ("item-carry-over", "item-return")]
    pages.append(url("waiver-create", other.application_id))
    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)


def test_the_account_page_names_the_waiver_it_stands_on(enter):
    sitting = rows.committee()
    grounds = Grounds("急を要する", "避難情報", TODAY + timedelta(days=1))
    waiver = waivers.waive(rows.application(), grounds, by=sitting.chair, now=NOW)

    page = text_of(enter(sitting.chair).get(waiver.application.account.get_absolute_url()))

    assert "委員会に未報告" in page
    assert "令和8年11月23日まで" in page


def test_a_change_of_a_policy_is_shown_beside_what_is_in_force(enter):
    sitting = rows.committee()
    case = rows.application()
    before = case.policy.versions.get()
    articles = to_json(from_sample(sample(), {}))
    PolicyVersion.objects.filter(pk=before.pk).update(is_filed=False)
    PolicyVersion.objects.filter(pk=before.pk).update(articles=articles)
    before.move_to(VersionStatus.IN_FORCE, in_force_at=rows.NOW, enacted_on=TODAY)
    articles[9]["paragraphs"][0]["text"] = "必要な事項は、課長が定める。"
    PolicyVersion.objects.create(
        policy=case.policy,
        number=2,
        status=VersionStatus.DRAFT,
        title=before.title,
        articles=articles,
        created_by=sitting.chair.user,
        is_filed=True,
    )
    item = rows.open_meeting(sitting, case).items.get()

    page = enter(sitting.members[0]).get(item.get_absolute_url()).content.decode()

    assert "改正するところ（新旧対照）" in page
    assert "第2版の案" in page
    assert "課長が" in page.split("<ins>")[1]
    assert "第1条から第9条まで" in page
