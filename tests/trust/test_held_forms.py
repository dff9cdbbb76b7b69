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
    ("incidents:incident-new", "-", "clerk", {"what": WORDS, "kind": "other"}),
    ("incidents:incident-follow", "inc_reported", "clerk", {"text": WORDS}),
    ("incidents:incident-correct", "inc_reported", "head", {"reason": WORDS}),
    ("incidents:incident-step-add", "inc_reported", "head", {"title": WORDS}),
    ("incidents:incident-step", "step", "clerk", {"note": WORDS}),
    ("incidents:incident-receive-ciso", "inc_with_head", "ciso", {"instruction": WORDS}),
    ("incidents:incident-instruct", "inc_with_ciso", "ciso", {"text": WORDS}),
    ("incidents:incident-resolve", "inc_steps_done", "head", {"outcome": WORDS}),
    ("incidents:incident-close", "inc_resolved", "ciso", {"conclusion": WORDS}),
    ("incidents:incident-reopen", "inc_closed", "head", {"reason": WORDS}),
    ("incidents:incident-lesson-add", "inc_closed", "head", {"text": WORDS}),
    ("incidents:incident-prevention-end", "inc_task", "clerk", {"result": WORDS}),
    ("incidents:incident-report-issue", "inc_reported", "head", {"remark": WORDS}),
    ("incidents:evidence-add", "inc_reported", "clerk", {"note": WORDS, "kind": "SCREEN"}),
    ("incidents:evidence-withdraw", "evidence", "clerk", {"reason": WORDS}),
    ("incidents:evidence-bundle", "evidence", "head", {"reason": WORDS}),
    ("incidents:impostor-add", "inc_responding", "clerk", {"what": WORDS, "typed": "@x"}),
    ("incidents:impostor-judge", "impostor_found", "head", {"reason": WORDS}),
    ("incidents:impostor-again", "impostor_mistaken", "head", {"reason": WORDS}),
    ("incidents:impostor-report", "impostor", "clerk", {"text": WORDS}),
    ("incidents:impostor-reply", "impostor", "clerk", {"text": WORDS}),
    ("incidents:impostor-watch", "impostor", "clerk", {"note": WORDS}),
    ("incidents:warning-add", "inc_responding", "head", {"body": WORDS, "title": "題"}),
    ("incidents:warning-rewrite", "warning_draft", "head", {"body": WORDS, "edit_number": "0"}),
    ("incidents:warning-end", "warning_draft", "head", {"reason": WORDS}),
    ("posts:post-check", "-", "clerk", {"text": WORDS}),
    ("posts:post-new", "-", "clerk", {"text": WORDS}),
    ("posts:post-edit", "post_draft", "clerk", {"text": WORDS, "edit_number": "1"}),
    ("home:registry-words", "-", "secr", {"because": WORDS, "lead": "文"}),
    ("posts:word-list", "-", "secr", {"because": WORDS}),
]
# Pages with more than one form: url, of, where it stands, who, what was typed
AMONG_OTHERS = [
    ("incidents:incident-step-skip", "step_optional", "incidents:incident-step", "clerk", "reason"),
    ("incidents:incident-step-back", "step_settled", "incidents:incident-step", "clerk", "reason"),
    ("incidents:warning-return", "warning", "incidents:warning-detail", "ciso", "return-reason"),
    ("posts:post-approve", "post_waiting", "posts:post-detail", "head", "comment"),
    ("posts:post-return", "post_waiting", "posts:post-detail", "head", "comment"),
    ("posts:post-record", "post_approved", "posts:post-detail", "clerk", "posted-posted_where"),
    ("posts:post-first", "post_waiting", "posts:post-detail", "clerk", "first-reason"),
    ("posts:post-withdraw", "post_draft", "posts:post-detail", "clerk", "because"),
    ("posts:post-see", "post_went_first", "posts:post-detail", "head", "note"),
]


@pytest.fixture
def after_the_end(world, client, time_machine):
    """`after_the_end(person, path, typed)`: the log-in page that the late form is answered with."""

    def send(person, path, form, page=""):
        client.force_login(world.people[person])
        assert client.get("/me/").status_code == 200
        time_machine.shift(timedelta(minutes=31))
        referer = f"http://testserver{page or path}"
        return client.post(path, form, headers={"Referer": referer})

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


@pytest.mark.parametrize(("url", "of", "at", "person", "field"), AMONG_OTHERS)
def test_of_several_forms_on_a_page_the_words_come_back_into_their_own(
    world, client, after_the_end, url, of, at, person, field
):
    path, page = address(world, url, of), address(world, at, of)

    asked = after_the_end(person, path, {field: WORDS}, page)
    back = log_in(client, world.people[person], held_in(asked))

    assert back.redirect_chain[-1][0] == page
    assert back.text.count(html.escape(WORDS)) == 1
    before, form = back.text.split(f'action="{path}"')
    assert html.escape(WORDS) in form.split("</form>")[0]
    is_folded_away = before.count("<details") > before.count("</details>")
    assert not is_folded_away or " open" in before.rsplit("<details", 1)[1].split(">")[0]


def test_what_was_confirmed_of_a_finding_comes_back_to_that_finding(world, client, after_the_end):
    path = address(world, "posts:post-answer", "post_waiting")
    page = address(world, "posts:post-detail", "post_waiting")
    client.force_login(world.people["clerk"])
    key = client.get(page).context["checked"].found[0].finding.key

    asked = after_the_end("clerk", path, {"finding": key, "reason": WORDS}, page)
    back = log_in(client, world.people["clerk"], held_in(asked))

    form = back.text.split(f'value="{key}"')[1].split("</form>")[0]
    assert f'value="{html.escape(WORDS)}"' in form


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
