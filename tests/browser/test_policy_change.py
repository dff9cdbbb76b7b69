"""改正案 beside what is in force, in a real browser: written, compared, printed, on a phone too."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from komae_sns.staff.posts import Post
from policies import services
from policies.records import record_of
from tests import factories
from tests.policies.conftest import NOW

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def policy():
    section = factories.department("秘書広報室", parent=factories.division())
    head = factories.actor(Post.HEAD, section, "室長太郎")
    account = factories.account("狛江市", department=section)
    record = record_of(section, account.service, handle="komae", email="k@city.komae.lg.jp")
    policy = services.start_policy(section, record, by=head, accounts=[account])
    services.put_in_force(policy.versions.get(), enacted_on=head.today, by=head, now=NOW)
    return policy


@pytest.fixture
def page(chromium, live_server, policy):
    client = Client()
    client.force_login(factories.actor(Post.CLERK, policy.department, "担当花子").user)
    context = chromium.new_context(base_url=live_server.url, locale="ja-JP")
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
    )
    yield context.new_page()
    context.close()


def test_a_change_is_written_compared_and_printed(page, policy):
    page.goto(policy.get_absolute_url())
    page.get_by_role("button", name="改正案をつくる").click()
    field = page.get_by_role("textbox", name="第10条", exact=True)
    field.fill("このポリシーに定めるもののほか、必要な事項は室長が定める。")
    field.blur()
    expect(page.get_by_text("保存しました").first).to_be_visible()

    page.goto(policy.get_absolute_url())
    page.locator("main a", has_text="新旧対照表").click()

    expect(page.locator("ins")).to_have_text(["室長が"])
    expect(page.locator("del")).to_have_text(["別に"])
    expect(page.get_by_text("第1条から第9条まで").first).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    answer = page.request.get(page.locator("a", has_text="PDFを開く").get_attribute("href"))
    assert answer.body().startswith(b"%PDF")
