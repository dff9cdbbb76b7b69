"""A year-end review from the day it opens to the day it is confirmed, and the stop it begins."""

import pytest
from django.utils.timezone import localdate, now
from playwright.sync_api import expect

from accounts.models import AnnualReview, OfficialAccount
from accounts.services import annual_reviews
from komae_sns.staff.posts import Post
from tests import factories
from tests.browser.desk import PASSWORD, Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
YEAR = 2025


def _sits(username, name, post, section=None):
    user = factories.person(name, username=username, password=PASSWORD)
    factories.appoint(user, post, section)


@pytest.fixture
def asked(transactional_db):
    section = factories.department("安心安全課", document_symbol="総安")
    _sits("head", "佐久間 誠", Post.HEAD, section)
    _sits("clerk", "森田 彩香", Post.CLERK, section)
    _sits("office", "石川 里奈", Post.SECRETARIAT)
    account = factories.account("狛江市防災", department=section)
    year = annual_reviews.open_year(YEAR, today=localdate(), now=now())
    annual_reviews.enrol(year, OfficialAccount.objects.all(), today=localdate(), now=now())
    return account


@pytest.mark.clause("4(5)ア")
def test_written_by_the_clerk_submitted_by_the_head_confirmed_by_the_secretariat(
    live_server, chromium, asked
):
    desk = Desk(live_server.url, chromium)
    page = desk.sit_down("clerk")
    page.get_by_role("link", name="狛江市防災（X）（令和7年度）").click()
    page.get_by_role("link", name="答えを書く").click()
    assert "情報集約になじむかどうか。" in page.locator("#id_answer_a_field").inner_text()
    for label, answer in (
        ("（ア）情報集約になじむか", "市の広報にまとめられる。"),
        ("（イ）内容が軽微なとき、既存での発信になじむか", "月に1件で軽微である。"),
        ("（ウ）回数が既存の発信を阻害しないか", "妨げない。"),
        ("判定の理由", "独自の発信がない。"),
    ):
        page.get_by_role("textbox", name=label).fill(answer)
    expect(page.get_by_role("textbox", name="何を改めるか")).to_be_hidden()
    page.get_by_role("radio", name="停止・集約").check()
    expect(page.locator("[data-autosave-state]")).to_contain_text("保存しました", timeout=10_000)
    page.get_by_role("button", name="保存して、内容を確かめる").click()
    page.get_by_role("button", name="課長へ回す").click()

    page = desk.sit_down("head")
    page.get_by_role("link", name="狛江市防災（X）（令和7年度）").click()
    page.get_by_role("button", name="事務局へ提出する").click()
    page.get_by_text("いま待っているのは：事務局").wait_for()

    page = desk.sit_down("office", AnnualReview.objects.get().get_absolute_url())
    page.get_by_role("button", name="確認して、停止の手続をはじめる").click()
    page.get_by_text("運用停止の手続がはじまりました。").wait_for()
    assert OfficialAccount.objects.get().status == "STOPPING"
    assert page.request.get(f"{page.url}paper.pdf").body().startswith(b"%PDF")
