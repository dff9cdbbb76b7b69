"""使い方: a page for each post, whose links work for that post."""

import re

import pytest

from komae_sns.home.help_pages import pages
from komae_sns.staff.posts import IN_A_DEPARTMENT, Post
from tests import factories
from tests.factories import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.clause("4(1)")]


@pytest.fixture
def enter(client, time_machine):
    time_machine.move_to(f"{TODAY}T10:00:00+09:00", tick=False)

    def as_post(post):
        section = factories.department() if post in IN_A_DEPARTMENT else None
        client.force_login(factories.actor(post, section).user)
        return client

    return as_post


def test_every_post_has_its_page():
    assert set(pages()) == set(Post)


@pytest.mark.parametrize("post", Post)
def test_every_link_of_a_page_works_for_its_post(enter, post):
    browser = enter(post)
    page = browser.get(f"/help/{post.lower()}/").text

    main = page[page.index("<main") : page.index("</main>")]
    links = set(re.findall(r'href="(/[^"]*)"', main))
    assert len(links) >= 1
    assert {link: browser.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_a_page_of_another_post_leads_nowhere_one_may_not_go(enter):
    page = enter(Post.MEMBER).get("/help/secretariat/").text

    assert "画面：前からあるアカウントの登録" in page
    assert 'href="/accounts/new/"' not in page


def test_the_footer_leads_to_ones_own_post_first(enter):
    browser = enter(Post.CONTRACTOR)
    assert 'href="/help/"' in browser.get("/").text

    page = browser.get("/help/").text

    assert page.index("受託業者の使い方") < page.index("所属長の使い方")
    assert browser.get("/help/nobody/").status_code == 404
