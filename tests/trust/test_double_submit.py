"""DESIGN 12: a creating form sent twice makes one thing, however the two arrive."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from accounts.models import OfficialAccount, Operator
from approvals.models import Application, Meeting, Waiver
from komae_sns.forms import OnceForm
from komae_sns.staff.models import FormSubmission
from policies.models import Policy
from tests.trust.matrix import address, lines
from tests.trust.typed import typed

# url → the form, and what it makes one of
CREATING = {
    "accounts:account-register": ("RegisterForm", OfficialAccount),
    "accounts:operator-add": ("OperatorForm", Operator),
    "approvals:application-start": ("approvals.forms.filing.StartForm", Application),
    "approvals:meeting-plan": ("NewMeetingForm", Meeting),
    "approvals:waiver-start": ("NewWaiverForm", Waiver),
    "policies:policy-start": ("policies.forms.StartForm", Policy),
}
WORDS = {  # a field whose text may be another one without being wrong
    "accounts:account-register": {"purpose": "ほかの目的"},
    "accounts:operator-add": {"ends_on": "2027-03-31"},
    "approvals:application-start": {"note": "べつの内容"},
    "approvals:meeting-plan": {"place": "ほかの部屋"},
    "approvals:waiver-start": {"scope": "ほかの範囲"},
    "policies:policy-start": {"note": "べつの内容"},
}
AT_ONCE = 3


def test_every_form_that_creates_something_is_tried_here():
    tried = {form.rpartition(".")[2] for form, _ in CREATING.values()}

    assert {form.__name__ for form in _below(OnceForm)} == tried


def _below(form):
    kinds = [kind for kind in form.__subclasses__() if kind.__module__.split(".")[0] != "tests"]
    return {kind for below in kinds for kind in {below, *_below(below)}}


@pytest.mark.parametrize("url", CREATING)
def test_the_second_click_shows_what_the_first_one_made(world, url):
    client, path, form, model = _ready(world, url)

    first, made = client.post(path, form), model.objects.count()
    second = client.post(path, form)

    assert first.status_code == second.status_code == 302
    assert second.headers["Location"] == first.headers["Location"]
    assert model.objects.count() == made


@pytest.mark.parametrize("url", CREATING)
def test_other_content_under_the_same_number_is_refused(world, url):
    client, path, form, model = _ready(world, url)
    client.post(path, form)
    made, noted = model.objects.count(), FormSubmission.objects.get()

    answer = client.post(path, form | WORDS[url], follow=True)

    assert "送信されています" in answer.text or "もうつくりました" in answer.text
    assert model.objects.count() == made
    assert FormSubmission.objects.get().content_hash == noted.content_hash


@pytest.mark.parametrize("url", CREATING)
def test_a_refused_form_may_be_sent_again_corrected(world, url):
    client, path, form, _ = _ready(world, url)
    spoilt = form | dict.fromkeys(form.keys() - {"submission_id"}, "")

    client.post(path, spoilt)

    assert client.post(path, form).status_code == 302


@pytest.mark.integrity
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("url", CREATING)
def test_clicks_at_the_same_moment_make_one(world, url):
    _, path, form, model = _ready(world, url)
    before, start = model.objects.count(), Barrier(AT_ONCE, timeout=30)

    def click(_):
        client = _client(world, url)
        start.wait()
        try:
            return client.post(path, form).headers.get("Location")
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        places = set(pool.map(click, range(AT_ONCE)))

    assert model.objects.count() == before + 1
    assert len(places) == 1
    assert FormSubmission.objects.count() == 1


def _ready(world, url):
    form = {name: str(v) if not isinstance(v, list) else v for name, v in typed(world, url).items()}
    return _client(world, url), address(world, url, _line(url).of), form, CREATING[url][1]


def _client(world, url):
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[_line(url).insider]
    return client


def _line(url):
    return next(line for line in lines() if (line.url, line.method) == (url, "POST"))
