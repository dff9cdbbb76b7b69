"""Every list as a clean paper: its conditions at the top, its limit stated, the page's rights."""

import pytest
from django.utils import timezone

from accounts.listing import REGISTER
from komae_sns.audit.models import Entry
from komae_sns.documents.listings import paper
from tests import factories
from tests.policies.test_papers import text_of
from tests.trust.test_lists_as_files import LISTS, ask

pytestmark = pytest.mark.django_db
# What each step changed, and long reasons, are read on the page or in a file.
NOT_ON_PAPER = {"変更", "判定の理由"}


def test_every_list_prints_its_headings_and_whose_print_it_is(client, world, subtests):
    for path, headings in LISTS.items():
        with subtests.test(path):
            answer = ask(client, world, "secr", path, **{"as": "pdf"})

            text = text_of(answer.content)
            assert answer["Content-Type"] == "application/pdf"
            for said in {*headings} - NOT_ON_PAPER | {"一覧", "条件：", "事務局子"}:
                assert said in text


def test_the_conditions_stand_at_the_top_in_words(client, world):
    service = factories.service("x")

    answer = ask(
        client,
        world,
        "secr",
        "/accounts/",
        **{"as": "pdf", "status": "RUNNING", "service": service.pk},
    )

    text = text_of(answer.content)
    assert "状態：運用中" in text
    assert f"媒体：{service.name}" in text
    assert "狛江市水防" not in text  # in preparation


def test_a_contractor_prints_what_they_operate(client, world):
    text = text_of(ask(client, world, "vendor", "/accounts/", **{"as": "pdf"}).content)

    assert "狛江市消防団" in text
    assert "狛江市図書館" not in text


def test_who_may_not_see_the_page_gets_no_paper(client, world):
    for person in ("nobody", "head", "member"):
        assert ask(client, world, person, "/audit/", **{"as": "pdf"}).status_code == 404


def test_the_trail_says_who_printed_which_list(client, world):
    ask(client, world, "secr", "/policies/", **{"as": "pdf"})

    entry = Entry.objects.newest_first().first()
    assert entry.action == "documents.list_taken_out"
    assert entry.changes["形式"] == [None, "印刷用PDF"]


def test_a_long_list_prints_its_first_rows_and_says_so(world, monkeypatch):
    monkeypatch.setattr(paper, "MOST", 2)

    printed = paper.pdf(REGISTER, {}, world.actor("secr"), timezone.now())

    assert "件のうち、はじめの2件" in text_of(printed)


def test_an_empty_list_says_that_it_is_empty(client, world):
    text = text_of(ask(client, world, "secr", "/accounts/", **{"as": "pdf", "q": "ぬぬぬ"}).content)

    assert "この条件に当てはまるものはありません" in text
    assert "ぬぬぬ" in text
