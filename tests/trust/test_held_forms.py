"""A form sent after the log-in ended: its words come back into its fields, and nothing is done."""

import html
import re
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import OfficialAccount
from approvals.models import Application, Vote
from tests.trust.matrix import address
from tests.trust.world import PASSWORD

WORDS = "ログインが切れるまえに書いた、だいじな文。<b>&amp;"
# url, of, who, what was typed
TYPED = [
    ("approvals:application-step", "draft", "clerk", {"purpose": WORDS, "edit_number": "1"}),
    ("approvals:application-return", "submitted", "secr", {"answer": WORDS}),
    ("approvals:item-vote", "voting", "member", {"choice": "REJECT", "reason": WORDS}),
    ("approvals:item-decide", "voted", "chair", {"conditions": WORDS, "password": PASSWORD}),
    ("approvals:item-carry-over", "open", "chair", {"reason": WORDS, "password": PASSWORD}),
    ("approvals:item-return", "open", "chair", {"answer": WORDS, "password": PASSWORD}),
    ("approvals:waiver-create", "accepted", "chair", {"reason": WORDS, "password": PASSWORD}),
    ("approvals:waiver-start", "-", "chair", {"scope": WORDS, "password": PASSWORD}),
    ("approvals:meeting-cancel", "planned", "secr", {"reason": WORDS}),
    ("approvals:item-remove", "planned", "secr", {"reason": WORDS}),
    ("approvals:application-withdraw", "submitted", "head", {"reason": WORDS}),
    ("accounts:account-register", "-", "secr", {"purpose": WORDS}),
    ("accounts:account-facts", "preparing", "clerk", {"devices": WORDS, "edit_number": "0"}),
    ("accounts:account-address", "running", "secr", {"reason": WORDS, "address": "@komae_x"}),
]


@pytest.fixture
def after_the_end(world, client, time_machine):
    """`after_the_end(person, path, typed)`: the log-in page that the late form is answered with."""

    def send(person, path, form):
        client.force_login(world.people[person])
        assert client.get("/me/").status_code == 200
        time_machine.shift(timedelta(minutes=31))
        return client.post(path, form, headers={"Referer": f"http://testserver{path}"})

    return send


def held_in(page):
    return html.unescape(re.search(r'name="held" value="([^"]+)"', page.text)[1])


def log_in(client, user, held):
    form = {"username": user.username, "password": PASSWORD, "held": held}
    return client.post("/login/", form, follow=True)


@pytest.mark.parametrize(("url", "of", "person", "form"), TYPED)
def test_the_words_come_back_into_their_field(world, client, after_the_end, url, of, person, form):
    path = address(world, url, of)

    asked = after_the_end(person, path, form)
    page = log_in(client, world.people[person], held_in(asked))

    assert asked.status_code == 401
    assert page.redirect_chain[-1][0] == path
    assert html.escape(WORDS) in page.text
    assert PASSWORD not in page.text


def test_logging_in_takes_no_step(world, client, after_the_end):
    """Not for the person who typed it either: they press the button themselves."""
    path = address(world, "approvals:application-submit", "draft")
    application = Application.objects.get(pk=world.places["draft"]["pk"])

    asked = after_the_end("head", path, {"sure": "yes"})
    log_in(client, world.people["head"], held_in(asked))

    application.refresh_from_db()
    assert application.status == "DRAFT"


def test_a_vote_is_not_cast_for_the_next_person_at_the_desk(world, client, after_the_end):
    path = address(world, "approvals:item-vote", "voting")
    votes = Vote.objects.count()

    asked = after_the_end("member", path, {"choice": "APPROVE"})
    log_in(client, world.people["vice"], held_in(asked))

    assert Vote.objects.count() == votes


def test_who_may_not_see_the_page_does_not_get_the_words(world, client, after_the_end):
    path = address(world, "approvals:waiver-create", "accepted")

    asked = after_the_end("chair", path, {"reason": WORDS})
    page = log_in(client, world.people["clerk2"], held_in(asked))

    assert page.status_code == 404
    assert html.escape(WORDS) not in page.text


def test_words_held_too_long_are_dropped_with_a_word(world, client, after_the_end, time_machine):
    path = address(world, "approvals:waiver-create", "accepted")
    held = held_in(after_the_end("chair", path, {"reason": WORDS}))

    time_machine.shift(timedelta(hours=13))
    page = log_in(client, world.people["chair"], held)

    assert "戻せませんでした" in page.text
    assert html.escape(WORDS) not in page.text


@pytest.mark.parametrize(
    "referer",
    [
        "http://testserver//evil.example/x",
        "http://testserver/\\evil.example/x",
        "http://testserver:80//evil.example",
        "http://testserver@evil.example/",
        "//evil.example/",
        "javascript:alert(1)",
    ],
)
def test_no_referer_leads_out_of_the_portal(world, referer):
    client, path = Client(), address(world, "accounts:account-register", "-")

    asked = client.post(path, {"purpose": WORDS}, headers={"Referer": referer})
    form = {"username": world.people["secr"].username, "password": PASSWORD}
    answer = client.post("/login/", form | {"held": held_in(asked)})

    place = answer.headers["Location"]
    assert place.startswith("/")
    assert not place.startswith(("//", "/\\"))


def test_the_late_form_did_nothing(world, client, after_the_end):
    before = OfficialAccount.objects.count()

    after_the_end("secr", "/accounts/new/", {"purpose": WORDS})

    assert OfficialAccount.objects.count() == before
