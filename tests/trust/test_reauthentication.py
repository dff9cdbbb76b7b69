"""The password is asked for again before a decision, a waiver and a change of posts."""

import pytest

from komae_sns.forms import ReauthenticatedForm
from tests.trust.asking import ask
from tests.trust.matrix import address, known_urls, lines
from tests.trust.typed import typed

WEIGHTY = [
    "accounts:suspension-stop",
    "approvals:item-decide",
    "approvals:item-carry-over",
    "approvals:item-return",
    "approvals:item-to-check",
    "approvals:minutes-confirm",
    "approvals:rule-set",
    "intake:intake-take",
    "reorganisation:cancel",
    "reorganisation:new",
    "approvals:waiver-create",
    "approvals:waiver-start",
    "office:report-fix",
    "reviews:year-close",
    "staff:password-change",
]
FORMS = {
    "CloseForm",
    "ConfirmForm",
    "DecideForm",
    "FixForm",
    "ItemReturnForm",
    "ItemToCheckForm",
    "NewWaiverForm",
    "PasswordChangeForm",
    "PlacesForm",
    "RuleConfirmForm",
    "SetAsideForm",
    "StopForm",
    "SureTakeForm",
    "WaiverForm",
}


def test_every_form_that_asks_for_it_is_tried_here():
    """The admin's forms are tried in tests/staff/test_admin.py."""
    assert known_urls()  # whose views bring their forms
    assert {form.__name__ for form in _below(ReauthenticatedForm)} == FORMS


def _below(form):
    kinds = form.__subclasses__()
    return {kind for below in kinds for kind in {below, *_below(below)}}


@pytest.mark.parametrize("password", ["", "まちがい", " ", "\u200b", "たまがわのみずとみどり2026 "])
@pytest.mark.parametrize("url", WEIGHTY)
def test_without_the_right_password_nothing_happens(world, url, password):
    line = next(line for line in lines() if (line.url, line.method) == (url, "POST"))
    form = typed(world, url) | {"password": password}

    answer = ask(world, line.insider, "POST", address(world, url, line.of), form)

    assert (answer.word, answer.writes) == ("200", [])


@pytest.mark.parametrize("url", WEIGHTY)
def test_another_persons_password_is_not_taken(world, url):
    """The chair's session with the secretariat's password."""
    line = next(line for line in lines() if (line.url, line.method) == (url, "POST"))
    other = world.people["secr" if line.insider != "secr" else "chair"]
    other.set_password("ほかのひとのながいことば2026")
    other.save()
    form = typed(world, url) | {"password": "ほかのひとのながいことば2026"}

    answer = ask(world, line.insider, "POST", address(world, url, line.of), form)

    assert (answer.word, answer.writes) == ("200", [])


@pytest.mark.parametrize("url", WEIGHTY)
def test_the_password_is_shown_nowhere_again(world, url):
    line = next(line for line in lines() if (line.url, line.method) == (url, "POST"))
    form = typed(world, url) | {"password": "ひみつのまちがい"}

    answer = ask(world, line.insider, "POST", address(world, url, line.of), form)

    assert "ひみつのまちがい" not in answer.body.decode()
