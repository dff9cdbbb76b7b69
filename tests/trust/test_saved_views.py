"""A person's own names for selections of a list."""

import pytest
from django.urls import reverse

from komae_sns.home.saved import services
from komae_sns.home.saved.lists import LISTS
from komae_sns.home.saved.models import SavedView

pytestmark = pytest.mark.django_db


@pytest.fixture
def head(client, world):
    client.force_login(world.people["head"])
    return client


def keep(client, **typed):
    facts = {"place": "accounts:account-list", "query": "q=図書&before=9&as=csv", "name": "本"}
    return client.post("/views/keep/", facts | typed, follow=True)


def test_a_selection_is_kept_under_a_name_and_stands_on_its_list(head):
    page = keep(head)

    assert page.redirect_chain[-1][0] == "/accounts/?q=%E5%9B%B3%E6%9B%B8"
    assert 'href="/accounts/?q=%E5%9B%B3%E6%9B%B8" aria-current="true">本</a>' in page.text
    assert ">本</a>" not in head.get("/approvals/").text


def test_nobody_sees_or_touches_another_persons_selections(client, world, head):
    keep(head)
    mine = SavedView.objects.get(name="本")
    client.force_login(world.people["clerk"])

    assert "本</a>" not in client.get("/accounts/").text
    assert client.post(f"/views/{mine.pk}/remove/").status_code == 404
    assert client.post(f"/views/{mine.pk}/rename/", {f"{mine.pk}-name": "x"}).status_code == 404
    assert SavedView.objects.filter(name="本").exists()


def test_the_same_name_again_takes_the_new_selection(head, world):
    keep(head)
    keep(head, query="q=給食")

    assert SavedView.objects.of(world.people["head"]).get(name="本").query == "q=%E7%B5%A6%E9%A3%9F"


def test_a_wrong_name_stays_typed_and_is_explained(head):
    page = keep(head, name="あ" * 41)

    assert "40文字までです" in page.text
    assert "あ" * 41 in page.text
    assert "名前：入力してください" in keep(head, name="　").text


def test_a_place_that_is_no_list_is_refused(head):
    assert "残せません" in keep(head, place="staff:logout").text
    assert not SavedView.objects.filter(place="staff:logout").exists()


def test_conditions_too_long_to_be_kept_are_told(head):
    """Each 漢字 stands in an address as nine characters."""
    page = keep(head, query="q=" + "図" * 200)

    assert "条件が長すぎる" in page.text
    assert not SavedView.objects.filter(name="本").exists()


@pytest.mark.parametrize("query", ["q=%00", "%00=1", "q=" + "x" * 5000, "q=1&" * 1500])
def test_what_could_not_stand_in_an_address_is_refused(head, query):
    answer = head.post(
        "/views/keep/", {"place": "accounts:account-list", "query": query, "name": "本"}
    )

    assert answer.status_code == 400


def test_renaming_to_a_name_that_is_taken_is_refused(head, world):
    keep(head)
    other = services.keep("accounts:account-list", "q=x", "べつ", by=world.actor("head"))

    page = head.post(f"/views/{other.pk}/rename/", {f"{other.pk}-name": "本"})

    assert "同じ名前の条件が、もうあります" in page.text
    assert SavedView.objects.get(pk=other.pk).name == "べつ"


def test_removing_takes_only_the_name_away(head):
    keep(head)
    mine = SavedView.objects.get(name="本")

    head.post(f"/views/{mine.pk}/remove/")

    assert not SavedView.objects.filter(pk=mine.pk).exists()


@pytest.mark.parametrize("place", LISTS)
def test_every_list_offers_to_keep_its_selection(client, world, place):
    client.force_login(world.people["secr"])

    page = client.get(reverse(place), {"q": "防災", "year": "2026"})

    assert f'name="place" value="{place}"' in page.text
