"""/posts/check/: pasted, checked, forgotten."""

import pytest
from django.contrib.sessions.models import Session

from accounts.models import Operator
from komae_sns.audit.models import Entry
from komae_sns.staff.posts import Post
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
TEXT = "連絡は<b>０９０－１２３４－５６７８</b>へ。"


@pytest.fixture
def vendor(client):
    section = factories.department("安心安全課")
    actor = factories.actor(Post.CONTRACTOR, section, "受託一郎")
    client.force_login(actor.user)
    return actor


@pytest.mark.clause("4(4)ア")
def test_a_pasted_text_comes_back_marked_and_escaped_and_nothing_of_it_is_kept(client, vendor):
    before = Entry.objects.count()

    page = client.post("/posts/check/", {"text": TEXT}).content.decode()

    assert "電話番号" in page
    assert '<sup><a href="#finding-1" id="place-1">' in page
    assert "<b>０９０" not in page
    assert TEXT.replace("<", "&lt;").replace(">", "&gt;") in page  # kept in the field
    assert Entry.objects.count() == before
    assert all("１２３４" not in str(s.get_decoded()) for s in Session.objects.all())


def test_htmx_gets_the_findings_alone(client, vendor):
    part = client.post("/posts/check/", {"text": TEXT}, headers={"HX-Request": "true"})

    assert "<html" not in part.content.decode()
    assert "気をつけるところ：1か所" in part.content.decode()


def test_a_contractor_may_choose_the_accounts_they_post_and_no_other(client, vendor):
    mine, other = factories.account("狛江市消防団"), factories.account("狛江市図書館")
    Operator.objects.create(account=mine, user=vendor.user, starts_on=TODAY)

    page = client.get("/posts/check/").content.decode()
    answer = client.post("/posts/check/", {"text": "x", "account": other.pk}).content.decode()

    assert "狛江市消防団" in page
    assert "狛江市図書館" not in page + answer
    assert "正しく選択" in answer or "選んで" in answer


def test_nothing_and_too_much_are_refused_at_the_field(client, vendor):
    empty = client.post("/posts/check/", {"text": "　"}).content.decode()
    long = client.post("/posts/check/", {"text": "水" * 20_001}).content.decode()

    assert "入力してください" in empty
    assert "20,000文字より長い文は" in long
    assert long.count("水") >= 20_001
