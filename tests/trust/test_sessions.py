"""How long a log-in lasts, what ends it, and what must be proved again (DESIGN 12)."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from komae_sns.staff import polling
from komae_sns.staff.posts import Post
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
PASSWORD = "たまがわのみずとみどり2026"
MORNING = f"{TODAY}T08:30:00+09:00"


@pytest.fixture
def user():
    person = factories.person(username="head", password=PASSWORD)
    factories.appoint(person, Post.HEAD, factories.department())
    return person


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(MORNING, tick=False)
    return time_machine


@pytest.fixture
def at_work(clock, user, client):
    client.post("/login/", {"username": "head", "password": PASSWORD})
    assert is_in(client)
    return client


def is_in(client):
    return client.get("/me/").status_code == 200


def test_half_an_hour_without_a_click_ends_it(at_work, clock):
    clock.shift(timedelta(minutes=30, seconds=1))

    assert not is_in(at_work)
    assert "しばらく操作がなかった" in at_work.get("/login/").text


def test_a_click_every_quarter_of_an_hour_keeps_it(at_work, clock):
    for _ in range(8):
        clock.shift(timedelta(minutes=15))
        assert is_in(at_work)


def test_ten_hours_end_it_however_busy_one_is(at_work, clock):
    for _ in range(40):
        clock.shift(timedelta(minutes=15))
        assert is_in(at_work)

    clock.shift(timedelta(minutes=1))

    assert not is_in(at_work)


def test_a_post_that_begins_tomorrow_asks_for_a_new_log_in_tomorrow(clock, user, client):
    clock.move_to(f"{TODAY}T23:50:00+09:00", tick=False)
    tomorrow = TODAY + timedelta(days=1)
    factories.appoint(user, Post.SECRETARIAT, starts_on=tomorrow)
    client.force_login(user)
    assert is_in(client)
    assert client.get("/audit/").status_code == 404

    clock.move_to(f"{tomorrow}T00:00:01+09:00", tick=False)

    assert not is_in(client)
    client.force_login(user)
    assert client.get("/audit/").status_code == 200


def test_a_post_that_ended_yesterday_is_gone_today(clock, user, client):
    clock.move_to(f"{TODAY}T23:50:00+09:00", tick=False)
    factories.appoint(user, Post.AUDITOR, ends_on=TODAY)
    client.force_login(user)
    assert client.get("/audit/").status_code == 200

    clock.move_to(f"{TODAY + timedelta(days=1)}T00:00:01+09:00", tick=False)

    assert client.get("/audit/").status_code == 302
    client.force_login(user)
    assert client.get("/audit/").status_code == 404


def test_a_new_post_ends_the_log_in_at_once(at_work, user):
    factories.appoint(user, Post.CISO)

    assert not is_in(at_work)
    assert "職の登録が変わった" in at_work.get("/login/").text


def test_who_may_no_longer_log_in_is_out_at_the_next_click(at_work, user):
    user.is_active = False
    user.save()

    assert not is_in(at_work)


def test_a_password_set_by_the_secretariat_ends_every_log_in(at_work, user):
    user.set_password("あたらしいながいことば2026")
    user.save()

    assert not is_in(at_work)


def test_logging_out_ends_the_session_itself_not_just_the_cookie(at_work):
    stolen = at_work.cookies["sessionid"].value
    at_work.post("/logout/")

    thief = Client()
    thief.cookies["sessionid"] = stolen

    assert not is_in(thief)


def test_a_stolen_cookie_does_not_outlive_the_idle_time(at_work, clock):
    thief = Client()
    thief.cookies["sessionid"] = at_work.cookies["sessionid"].value
    clock.shift(timedelta(minutes=31))

    assert not is_in(thief)
    assert not is_in(at_work)


def test_the_cookie_is_for_this_browser_session_only(at_work):
    cookie = at_work.cookies["sessionid"]

    assert (cookie["max-age"], cookie["expires"], cookie["httponly"]) == ("", "", True)


POLL = {"HTTP_HX_REQUEST": "true", "HTTP_X_TIMED": "1"}


def test_a_page_that_asks_by_the_clock_keeps_nobody_logged_in(at_work, clock):
    for _ in range(3):
        clock.shift(timedelta(minutes=11))
        at_work.get("/me/", **POLL)

    assert not is_in(at_work)


def test_a_page_that_asks_by_the_clock_stays_as_it_is_when_the_log_in_has_ended(at_work, clock):
    clock.shift(timedelta(minutes=31))

    answer = at_work.get("/me/", **POLL)

    assert (answer.status_code, answer.text) == (286, "")
    assert answer.headers["HX-Reswap"] == "none"


def test_every_part_that_is_asked_for_by_the_clock_says_so():
    sources = (settings.BASE_DIR / "templates").rglob("*.html")
    asked = [
        tag
        for source in sources
        for tag in re.findall(
            r"<\w+(?:[^<>]|{%.*?%})*\bevery \d+m?s.*?>", source.read_text("utf-8")
        )
    ]

    assert len(asked) >= 2
    assert [tag for tag in asked if f'"{polling.HEADER}"' not in tag] == []
