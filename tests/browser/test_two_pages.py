"""Two windows on one draft: nobody's words are overwritten unseen."""

import pytest
from playwright.sync_api import Browser

from approvals.services import filing
from komae_sns.staff.posts import Post
from tests import factories
from tests.approvals import filed
from tests.approvals.rows import NOW
from tests.browser.desk import PASSWORD, Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_second_window_sees_both_texts_and_decides(live_server, chromium: Browser):
    section = factories.department("安心安全課")
    for username, post in (("clerk", Post.CLERK), ("head", Post.HEAD)):
        user = factories.person(username, username=username, password=PASSWORD)
        factories.appoint(user, post, section)
    clerk = filed.as_actor(user.__class__.objects.get(username="clerk"))
    application = filing.start(section, by=clerk, now=NOW)
    desk, step = Desk(live_server.url, chromium), f"/approvals/{application.pk}/steps/existing/"
    first, second = desk.sit_down("clerk", step), desk.sit_down("head", step)

    first.get_by_role("textbox", name="目的").fill("担当者が書いた目的")
    first.get_by_text("に保存しました").wait_for()
    second.get_by_role("textbox", name="目的").fill("課長が書いた目的")
    second.locator(".field__clash", has_text="担当者が書いた目的").wait_for()
    second.get_by_role("button", name="保存して「アカウント」へ進む").click()
    second.get_by_text("別の画面で先に書きかえられた項目があります").wait_for()
    assert filed.reread(application).answers["purpose"] == "担当者が書いた目的"

    second.get_by_role("button", name="保存して「アカウント」へ進む").click()
    second.get_by_role("heading", name="アカウント", exact=True).wait_for()
    assert filed.reread(application).answers["purpose"] == "課長が書いた目的"
