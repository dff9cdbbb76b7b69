"""A post from the pasted text to its recorded address: checked while typed, approved, posted."""

import pytest
from playwright.sync_api import expect

from approvals.models import PostDraft
from komae_sns.staff.posts import Post
from tests import factories
from tests.browser.desk import PASSWORD, Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _sits(username, name, post, section):
    user = factories.person(name, username=username, password=PASSWORD)
    factories.appoint(user, post, section)


@pytest.fixture
def account(transactional_db):
    section = factories.department("安心安全課", document_symbol="総安")
    _sits("head", "佐久間 誠", Post.HEAD, section)
    _sits("clerk", "森田 彩香", Post.CLERK, section)
    return factories.account("狛江市防災", department=section, handle="komae_bosai")


@pytest.mark.clause("4(4)ア")
@pytest.mark.clause("4(4)イ")
def test_checked_while_it_is_typed_approved_by_the_head_and_recorded(
    live_server, chromium, account
):
    desk = Desk(live_server.url, chromium)
    page = desk.sit_down("clerk", "/posts/new/")
    page.get_by_label("どのアカウントで投稿するか").select_option(str(account.pk))
    text = page.get_by_role("textbox", name="投稿する文")
    text.fill("連絡は090-1234-5678の○○さんへ。")
    expect(page.locator(".post-text mark")).to_have_count(2, timeout=10_000)
    text.fill("防災訓練を行います。炊き出しの場所は、検討中です。")
    expect(page.locator(".post-finding")).to_have_count(1, timeout=10_000)
    page.get_by_role("button", name="下書きを保存する").click()
    page.get_by_text("このままでよいと確認する").click()
    page.get_by_label("確認したこと").fill("課長と決めた")
    page.get_by_role("button", name="確認したと記録する").click()
    page.get_by_role("button", name="所属長の決裁に回す").click()
    page.get_by_text("所属長の決裁を待っています").wait_for()

    page = desk.sit_down("head")
    page.get_by_role("link", name="防災訓練を行います").click()
    page.get_by_text("課長と決めた").first.wait_for()
    page.get_by_role("button", name="この文を承認する").click()

    page = desk.sit_down("clerk", PostDraft.objects.get().get_absolute_url())
    page.get_by_role("textbox", name="投稿のアドレス").fill(
        "https://x.com/komae_bosai/status/1843000000000000001"
    )
    page.get_by_role("button", name="投稿したと記録する").click()
    page.get_by_text("投稿を記録しました。").wait_for()
    assert PostDraft.objects.get().status == "POSTED"
