"""The policy editor in a real browser: saved by leaving a field, nobody's words overwritten."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from komae_sns.staff.actors import actor_of
from komae_sns.staff.posts import Post
from policies import services
from policies.records import record_of
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def section():
    return factories.department("秘書広報室", parent=factories.division())


@pytest.fixture
def draft(section):
    user = factories.person("担当花子")
    factories.appoint(user, Post.CLERK, section)
    by = actor_of(user, factories.TODAY)
    return services.start_policy(
        section, record_of(section, factories.service()), by=by
    ).versions.get()


@pytest.fixture
def open_editor(chromium, live_server, section, draft):
    contexts = []

    def opened(name, **options):
        user = factories.person(name)
        factories.appoint(user, Post.CLERK, section)
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context = chromium.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}
        context.add_cookies([cookie])
        page = context.new_page()
        page.goto(reverse("policies:version-edit", args=[draft.policy_id, draft.number]))
        return page

    yield opened
    for context in contexts:
        context.close()


def stored(draft, place):
    draft.refresh_from_db()
    return next(line.text for a in draft.contents for line in a.lines() if line.key == place)


def test_leaving_a_field_saves_it_and_shows_the_policy_as_it_now_reads(open_editor, draft):
    page = open_editor("甲野一郎")

    page.get_by_role("textbox", name="第6条(2)", exact=True).fill("返信は、災害のときに限る。")
    page.keyboard.press("Tab")

    expect(page.locator("#article-s6-saved")).to_contain_text("保存しました", timeout=20_000)
    expect(page.locator("#policy-preview")).to_contain_text("返信は、災害のときに限る。")
    expect(page.locator("#article-s6-state")).to_contain_text("見本から変更")
    assert stored(draft, "s6.1.2") == "返信は、災害のときに限る。"


def test_the_second_of_two_sees_both_texts_and_decides(open_editor, draft):
    first, second = open_editor("甲野一郎"), open_editor("乙川二郎")
    first.get_by_role("textbox", name="第8条", exact=True).fill("先の文。")
    first.keyboard.press("Tab")
    expect(first.locator("#article-s8-saved")).to_contain_text("保存しました", timeout=20_000)

    second.get_by_role("textbox", name="第8条", exact=True).fill("後の文。")
    second.keyboard.press("Tab")

    expect(second.locator("#article-s8 .theirs")).to_contain_text("先の文。", timeout=20_000)
    assert stored(draft, "s8.1") == "先の文。"
    second.locator("#article-s8").get_by_role("button", name="この条を保存する").click()
    expect(second.get_by_role("textbox", name="第8条", exact=True)).to_have_value("後の文。")
    assert stored(draft, "s8.1") == "後の文。"


def test_without_scripts_every_button_works(open_editor, draft):
    page = open_editor("甲野一郎", java_script_enabled=False)

    page.get_by_role("textbox", name="第5条(1)", exact=True).fill("催しの情報")
    page.locator("#article-s5").get_by_role("button", name="：第5条の下").click()
    page.get_by_role("textbox", name="第5条(4)", exact=True).fill("足した号")
    page.locator("#article-s5").get_by_role("button", name="この条を保存する").click()

    draft.refresh_from_db()
    assert [line.text for line in draft.contents[4].lines()][1:5] == [
        "催しの情報",
        "市民の生命・安全に影響を及ぼすおそれのある災害等に関する情報",
        "その他企画財政部秘書広報室長が適当と認める情報",
        "足した号",
    ]
