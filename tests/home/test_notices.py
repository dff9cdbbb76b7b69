import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from komae_sns.notices.models import Notice
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client):
    user = factories.person()
    client.force_login(user)
    return user


def notice(person, number=1, title="申請が差し戻されました"):
    return Notice.objects.create(
        kind="application_returned",
        person=person,
        subject_type="approvals.application",
        subject_id=str(number),
        occasion="1",
        title=title,
        body="直して、もう一度提出してください。",
        url="/me/",
    )


def test_an_unread_notice_is_counted_on_every_page(client, person):
    notice(person)

    assert "まだ読んでいないもの</span>1<" in client.get("/me/").text


def test_opening_a_notice_marks_it_read_and_leads_to_its_subject(client, person):
    one = notice(person)

    response = client.post(f"/notices/{one.pk}/open/")

    assert response.headers["Location"] == "/me/"
    assert not Notice.objects.unread().exists()


def test_the_time_of_the_first_reading_stays(client, person):
    one = notice(person)
    client.post(f"/notices/{one.pk}/open/")
    first = Notice.objects.get().read_at

    client.post(f"/notices/{one.pk}/open/")

    assert Notice.objects.get().read_at == first


def test_looking_at_the_list_marks_nothing(client, person):
    notice(person)

    assert "差し戻されました" in client.get("/notices/").text
    assert Notice.objects.unread().count() == 1


def test_marking_all_read_leaves_what_came_after_the_page_was_opened(client, person):
    seen, later = notice(person, 1), notice(person, 2)

    client.post("/notices/read/", {"newest": seen.pk})

    assert list(Notice.objects.unread()) == [later]


@pytest.mark.parametrize("newest", ["", "x", "-1", "９", "9" * 30, "1e3"])
def test_an_unreadable_mark_marks_nothing(client, person, newest):
    notice(person)

    client.post("/notices/read/", {"newest": newest})

    assert Notice.objects.unread().count() == 1


def test_somebody_elses_notice_does_not_exist(client, person):
    theirs = notice(factories.person(), title="ひとのお知らせ")

    assert client.post(f"/notices/{theirs.pk}/open/").status_code == 404
    client.post("/notices/read/", {"newest": theirs.pk})
    assert "ひとのお知らせ" not in client.get("/notices/").text
    assert Notice.objects.unread().count() == 1


def test_thirty_notices_cost_no_more_queries_than_one(client, person):
    notice(person)
    client.get("/notices/")
    with CaptureQueriesContext(connection) as one:
        client.get("/notices/")
    for number in range(2, 31):
        notice(person, number)

    with CaptureQueriesContext(connection) as thirty:
        client.get("/notices/")

    assert len(thirty) == len(one) <= 8
