from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from approvals.status import ApplicationStatus
from komae_sns.home.sight import VISIBLE, readable
from komae_sns.notices.models import Notice
from komae_sns.staff.actors import Actor, actor_of
from komae_sns.staff.posts import Post
from tests import factories
from tests.approvals import rows
from tests.factories import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def section():
    return factories.department()


@pytest.fixture
def person(client, section):
    user = factories.person()
    factories.appoint(user, Post.HEAD, section, starts_on=TODAY)
    client.force_login(user)
    return user


@pytest.fixture
def returned(section):
    return rows.application(section, status=ApplicationStatus.RETURNED)


@pytest.fixture
def notice(returned):
    def make(person, number=1, title="申請が差し戻されました", about=returned):
        return Notice.objects.create(
            kind="application_returned",
            person=person,
            subject_type=about._meta.label_lower,
            subject_id=str(about.pk),
            occasion=str(number),
            title=title,
            body="直して、もう一度提出してください。",
            url="/me/",
        )

    return make


def test_an_unread_notice_is_counted_on_every_page(client, person, notice):
    notice(person)

    assert "まだ読んでいないもの</span>1<" in client.get("/me/").text


def test_opening_a_notice_marks_it_read_and_leads_to_its_subject(client, person, notice):
    one = notice(person)

    response = client.post(f"/notices/{one.pk}/open/")

    assert response.headers["Location"] == "/me/"
    assert not Notice.objects.unread().exists()


def test_the_time_of_the_first_reading_stays(client, person, notice):
    one = notice(person)
    client.post(f"/notices/{one.pk}/open/")
    first = Notice.objects.get().read_at

    client.post(f"/notices/{one.pk}/open/")

    assert Notice.objects.get().read_at == first


def test_looking_at_the_list_marks_nothing(client, person, notice):
    notice(person)

    assert "差し戻されました" in client.get("/notices/").text
    assert Notice.objects.unread().count() == 1


def test_marking_all_read_leaves_what_came_after_the_page_was_opened(client, person, notice):
    seen, later = notice(person, 1), notice(person, 2)

    client.post("/notices/read/", {"newest": seen.pk})

    assert list(Notice.objects.unread()) == [later]


@pytest.mark.parametrize("newest", ["", "x", "-1", "９", "9" * 30, "1e3"])
def test_an_unreadable_mark_marks_nothing(client, person, notice, newest):
    notice(person)

    client.post("/notices/read/", {"newest": newest})

    assert Notice.objects.unread().count() == 1


def test_somebody_elses_notice_does_not_exist(client, person, notice):
    theirs = notice(factories.person(), title="ひとのお知らせ")

    assert client.post(f"/notices/{theirs.pk}/open/").status_code == 404
    client.post("/notices/read/", {"newest": theirs.pk})
    assert "ひとのお知らせ" not in client.get("/notices/").text
    assert Notice.objects.unread().count() == 1


def test_thirty_notices_cost_no_more_queries_than_one(client, person, notice):
    notice(person)
    client.get("/notices/")
    with CaptureQueriesContext(connection) as one:
        client.get("/notices/")
    for number in range(2, 31):
        notice(person, number)

    with CaptureQueriesContext(connection) as thirty:
        client.get("/notices/")

    assert len(thirty) == len(one) <= 8


def test_words_are_shown_only_while_the_post_lets_the_person_see_the_subject(
    client, person, notice, time_machine
):
    notice(person, title="図書館の申請が差し戻されました")
    time_machine.move_to(f"{TODAY}T10:00:00+09:00", tick=False)
    assert "図書館の申請" in client.get("/notices/").text

    person.appointments.update(ends_on=TODAY)
    factories.appoint(person, Post.HEAD, factories.department("環境課"), starts_on=TODAY)
    time_machine.move_to(f"{TODAY + timedelta(days=1)}T10:00:00+09:00", tick=False)
    client.force_login(person)

    for page in (client.get("/notices/").text, client.get("/").text):
        assert "図書館の申請" not in page
        assert "もう一度提出して" not in page
        assert "いまの職では、内容を読めません" in page


def test_every_subject_that_people_are_told_about_can_be_looked_up():
    """A whole procedure is run; nothing that the committee heard of is withheld from it."""
    sitting = rows.committee(1)
    item = rows.voted(sitting, *[rows.APPROVE] * 3)
    rows.decide(item, sitting.chair)
    chair = actor_of(sitting.chair.user, TODAY)
    told = list(Notice.objects.for_person(chair.user))

    assert {notice.subject_type for notice in Notice.objects.all()} <= VISIBLE.keys()
    assert readable(told, chair) == {notice.pk for notice in told}
    assert readable(told, Actor(chair.user, TODAY, ())) == frozenset()
