"""わたしの予定表: one's own dates, under an address that only one knows and can change."""

import re
from datetime import date, time

import pytest
from django.urls import reverse
from icalendar import Calendar

from accounts.models import Operator
from approvals.services import meetings
from komae_sns.audit.models import Entry
from komae_sns.home.calendar import services
from komae_sns.home.calendar.models import CalendarAddress
from komae_sns.staff.actors import actor_of
from komae_sns.staff.posts import Post
from tests import factories
from tests.approvals import rows
from tests.approvals.rows import NOW
from tests.factories import TODAY, appoint, person
from tests.reminders.rows import days, domain, library

pytestmark = pytest.mark.django_db
PAGE = reverse("calendar:own")


@pytest.fixture(autouse=True)
def _the_day(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def account():
    return library(manager_until=date(2027, 3, 31))


def address(user):
    return services.make_address(by=actor_of(user, TODAY), now=NOW)


def read(client, token):
    return client.get(reverse("calendar:feed", args=[token]))


def events(client, user):
    answer = read(client, address(user))
    assert answer.status_code == 200
    found = Calendar.from_ical(answer.content).walk("VEVENT")
    return [(str(e["summary"]), e.decoded("dtstart")) for e in found]


def test_the_head_finds_the_dates_of_their_account(client, account):
    name = domain(account, TODAY + days(200)).name
    domain(account, TODAY - days(200))
    account.content_read_on = TODAY
    account.save(update_fields=["content_read_on"])

    assert sorted(events(client, account.manager.user), key=lambda e: e[1]) == [
        ("発言内容の確認の期限：図書館だより（X）", TODAY + days(31)),
        ("管理者の任期の最後の日：図書館だより（X）", date(2027, 3, 31)),
        (f"関連ドメインの期限：{name}", TODAY + days(200)),
    ]


def test_members_and_secretariat_find_the_meetings_and_what_they_have_to_answer(client):
    sitting = rows.committee(1)
    meetings.plan(
        held_on=TODAY + days(9), starts_at=time(14), place="特別会議室", by=sitting.secretariat
    )
    rows.circulating(sitting)

    found = dict(events(client, sitting.members[0].user))

    assert found["持ち回りの回答の締切：議題1 図書館Xの開設"] == TODAY + days(3)
    meeting = next(on for what, on in found.items() if "第1回委員会" in what)
    assert (meeting.date(), meeting.astimezone(NOW.tzinfo).hour) == (TODAY + days(9), 5)
    assert [what for what, _ in events(client, sitting.secretariat.user)] == [
        "令和8年度第1回委員会"
    ]


def test_nobody_finds_what_is_not_theirs(client, account):
    domain(account, TODAY + days(30))
    other = person("隣の課長")
    appoint(other, Post.HEAD, factories.department("隣の課"))
    vendor, posting = person("業者"), person("投稿する業者")
    for user in (vendor, posting):
        appoint(user, Post.CONTRACTOR, account.department)
    Operator.objects.create(account=account, user=posting, starts_on=TODAY)

    assert events(client, other) == []
    assert events(client, vendor) == []
    assert [what for what, _ in events(client, posting)] == [
        "発言内容の確認の期限：図書館だより（X）"
    ]


def test_the_address_is_shown_once_and_kept_as_a_hash(client, account):
    client.force_login(account.manager.user)
    shown = client.post(PAGE)
    token = re.search(r"/calendar/([\w-]{40,})\.ics", shown.content.decode())[1]

    assert token not in client.get(PAGE).content.decode()
    assert token not in str(CalendarAddress.objects.values())
    assert token not in str(list(Entry.objects.values()))
    assert "no-store" in shown["Cache-Control"]
    client.logout()
    answer = read(client, token)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private, no-store"
    assert "sessionid" not in answer.cookies


def test_changed_removed_or_of_somebody_who_left_it_is_not_found(client, account):
    user = account.manager.user
    first = address(user)
    second = address(user)
    assert [read(client, t).status_code for t in (first, second, "x")] == [404, 200, 404]

    client.force_login(user)
    client.post(reverse("calendar:remove"))
    assert read(client, second).status_code == 404
    third = address(user)
    user.is_active = False
    user.save()
    assert read(client, third).status_code == 404


def test_words_that_break_lines_stay_in_their_line(client, account):
    account.name = "だより;,\\BEGIN:VEVENT 長い名前" + "ん" * 60
    account.save(update_fields=["name"])

    answer = read(client, address(account.manager.user))

    assert answer.content.count(b"\r\nBEGIN:VEVENT") == 2
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    assert any(account.name in what for what, _ in events(client, account.manager.user))


def test_thirty_dates_ask_no_more_than_one(client, account, django_assert_max_num_queries):
    token = address(account.manager.user)
    domain(account, TODAY + days(1))
    with django_assert_max_num_queries(50) as one:
        read(client, token)
    for n in range(30):
        domain(account, TODAY + days(n))

    with django_assert_max_num_queries(len(one)):
        read(client, token)
