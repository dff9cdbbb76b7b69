"""What was typed outlives the log-in under which it was typed."""

import re

import pytest

from komae_sns.staff import held_posts
from komae_sns.staff.posts import Post
from tests import factories

pytestmark = pytest.mark.django_db
PASSWORD = "たまがわのみずとみどり2026"
TYPED = {"reason": "長い\r\n理由　です", "choice": ["a", "b"], "password": "ひみつのことば"}


@pytest.fixture
def head():
    user = factories.person(username="yamada", password=PASSWORD)
    factories.appoint(user, Post.HEAD, factories.department())
    return user


def held_in(response):
    return re.search(r'name="held" value="([^"]+)"', response.text)[1]


def log_in(client, held, password=PASSWORD):
    return client.post("/login/", {"username": "yamada", "password": password, "held": held})


def typed_again(client, rf, path):
    request = rf.get(path)
    request.session = client.session
    found = held_posts.take(request)
    request.session.save()
    return found


def test_the_content_comes_back_to_the_page_of_the_form(client, rf, head):
    asked = client.post("/me/password/", TYPED)

    response = log_in(client, held_in(asked))

    assert asked.status_code == 401
    assert response.headers["Location"] == "/me/password/"
    back = typed_again(client, rf, "/me/password/")
    assert (back["reason"], back.getlist("choice")) == (TYPED["reason"], ["a", "b"])


def test_it_comes_back_once(client, rf, head):
    log_in(client, held_in(client.post("/me/password/", TYPED)))
    typed_again(client, rf, "/me/password/")

    assert typed_again(client, rf, "/me/password/") is None


def test_no_password_is_kept(client, rf, head):
    asked = client.post("/me/password/", TYPED | {"new_password": "あたらしいひみつ"})

    log_in(client, held_in(asked))

    assert set(typed_again(client, rf, "/me/password/")) == {"reason", "choice"}


def test_a_failed_log_in_keeps_it(client, head):
    held = held_in(client.post("/me/password/", TYPED))

    failed = log_in(client, held, password="ちがうパスワード")

    assert held_in(failed) == held


def test_a_button_leads_back_to_the_page_it_stood_on(client, rf, head):
    """The button's own address answers to POST alone."""
    asked = client.post(
        "/notices/read/", TYPED, headers={"Referer": "http://testserver/notices/?x=1"}
    )

    response = log_in(client, held_in(asked))

    assert response.headers["Location"] == "/notices/?x=1"
    assert typed_again(client, rf, "/notices/")["reason"] == TYPED["reason"]


def test_a_referer_from_elsewhere_is_not_gone_to(client, head):
    asked = client.post("/me/password/", TYPED, headers={"Referer": "https://evil.example/x"})

    assert log_in(client, held_in(asked)).headers["Location"] == "/me/password/"


@pytest.mark.parametrize("forged", ["x", "e30:1abc:def", "x" * 10_000])
def test_what_the_portal_did_not_seal_is_dropped_with_a_word(client, head, forged):
    response = log_in(client, forged)

    assert response.headers["Location"] == "/"
    assert "戻せませんでした" in client.get("/").text


def test_nothing_is_stored_while_nobody_is_logged_in(client, head):
    client.post("/me/password/", TYPED)

    assert "sessionid" not in client.cookies


def test_a_script_is_told_to_keep_what_was_typed(client):
    assert client.post("/me/password/", TYPED, headers={"HX-Request": "true"}).status_code == 401


def test_what_is_too_large_to_carry_is_told_before_the_log_in(client, head, monkeypatch):
    monkeypatch.setattr(held_posts, "MAX_BYTES", 100)

    asked = client.post("/me/password/", TYPED)

    assert asked.status_code == 401
    assert 'name="held"' not in asked.text
    assert "ログインのあとへ引き継げません" in asked.text
    assert "失われていません" not in asked.text
