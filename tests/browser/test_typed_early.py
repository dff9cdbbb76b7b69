"""A slow line: somebody types before the page's scripts have come."""

import pytest
from playwright.sync_api import Browser

from approvals.status import ApplicationStatus
from komae_sns.staff.posts import Post
from tests import factories
from tests.approvals import rows
from tests.browser.desk import PASSWORD, Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_what_was_typed_before_the_scripts_came_is_saved_and_looked_up(
    live_server, chromium: Browser, transactional_db
):
    safety = factories.department("安心安全課")
    clerk = factories.person("森田 彩香", username="clerk", password=PASSWORD)
    factories.appoint(clerk, Post.CLERK, safety)
    application = rows.application(safety, status=ApplicationStatus.DRAFT)
    factories.account("狛江市防災", purpose="災害と避難所の情報を市民に知らせる")
    page = Desk(live_server.url, chromium).sit_down("clerk")
    kept = []
    page.route("**/*.js", lambda route: kept.append(route))  # noqa: PLW0108 - Playwright takes no builtin

    page.goto(f"{live_server.url}/approvals/{application.pk}/steps/existing/", wait_until="commit")
    page.get_by_label("目的").fill("避難所の開設を市民に知らせる")
    for script in kept:
        script.continue_()
    page.unroute("**/*.js")

    page.locator(".overlap__one", has_text="狛江市防災").wait_for()
    page.get_by_text("に保存しました").first.wait_for()
    application.refresh_from_db()
    assert application.answers["purpose"] == "避難所の開設を市民に知らせる"
