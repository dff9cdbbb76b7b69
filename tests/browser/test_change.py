"""A running account changes with its policy: applied for, compared, decided, put in force."""

import pytest
from django.utils.timezone import localdate, now
from playwright.sync_api import expect

from accounts.models import OfficialAccount
from approvals.models import Application
from approvals.services import filing
from komae_sns.staff.actors import actor_of
from komae_sns.staff.posts import Post
from policies import services as policies
from policies.records import record_of_account
from tests import factories
from tests.approvals import rows
from tests.approvals.rows import APPROVE
from tests.browser.desk import PASSWORD, Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OLD, NEW = "防災の情報を市民に知らせる", "防災と防犯の情報を市民に知らせる"


def _sits(username, name, post, section=None):
    user = factories.person(name, username=username, password=PASSWORD)
    factories.appoint(user, post, section)
    return actor_of(user, localdate())


@pytest.fixture
def running(transactional_db):
    section = factories.department("安心安全課", document_symbol="総安")
    head = _sits("head", "佐久間 誠", Post.HEAD, section)
    _sits("clerk", "森田 彩香", Post.CLERK, section)
    account = factories.account(
        "狛江市防災", department=section, purpose=OLD, registered_email="bosai@city.komae.lg.jp"
    )
    policy = policies.start_policy(section, record_of_account(account), by=head, accounts=[account])
    policies.put_in_force(policy.versions.get(), enacted_on=localdate(), by=head, now=now())
    return account


@pytest.fixture
def sitting(transactional_db):
    sitting = rows.committee(members=1)
    for actor in sitting.everybody:
        actor.user.set_password(PASSWORD)
        actor.user.save(update_fields=["password"])
    return sitting


@pytest.mark.clause("4(2)イ")
@pytest.mark.clause("4(2)ウ")
def test_a_new_purpose_with_its_policy_from_the_account_to_the_new_version(
    live_server, chromium, running, sitting
):
    desk = Desk(live_server.url, chromium)
    page = desk.sit_down("clerk", running.get_absolute_url())
    page.get_by_role("link", name="変更を申請する").first.click()
    page.get_by_role("button", name="変更の申請を書きはじめる").click()
    assert OLD in page.locator("#id_purpose_field .field__present").inner_text()
    page.get_by_role("textbox", name="目的").fill(NEW)
    page.get_by_role("button", name="保存して「アカウント」へ進む").click()
    page.get_by_role("button", name="保存して「運用ポリシー」へ進む").click()
    page.get_by_role("button", name="運用ポリシーの改正案をつける").click()
    page.get_by_role("textbox", name="第5条(1)", exact=True).fill("防災及び防犯に関する情報")
    page.keyboard.press("Tab")
    expect(page.locator("#article-s5-saved")).to_contain_text("保存しました", timeout=20_000)
    page.get_by_role("link", name="「第4号様式」へ進む").click()
    page.get_by_label("変更の理由").fill("防犯の所管が移ったため")
    page.get_by_label("実施予定時期").fill("2099-04-01")
    page.get_by_role("button", name="保存して「確認・提出」へ進む").click()
    page.get_by_role("button", name="課長へ回す").click()

    page = desk.sit_down("head")
    page.get_by_role("link", name="「狛江市防災」の変更について").first.click()
    page.get_by_role("link", name="確認して提出へ進む").click()
    assert NEW in page.locator("#change").inner_text()
    page.get_by_role("button", name="事務局へ提出する").click()

    application = Application.objects.get()
    filing.accept(application, by=sitting.secretariat, now=now())
    item = rows.voted(sitting, *[APPROVE] * 3, case=application)
    page = desk.sit_down(sitting.members[0].user.username, item.get_absolute_url())
    assert OLD in page.locator("#change").inner_text()
    assert "防災及び防犯に関する情報" in page.locator(".comparison").first.inner_text()
    page = desk.sit_down(sitting.chair.user.username, item.get_absolute_url())
    page.get_by_role("link", name="決定へ進む").click()
    page.get_by_label("あなたのパスワード").fill(PASSWORD)
    page.get_by_role("button", name="承認で決定する", exact=True).click()
    page.get_by_text("決定：承認").wait_for()

    page = desk.sit_down("head", application.revision.get_absolute_url())
    page.get_by_role("link", name="施行する").first.click()
    page.get_by_label("制定日").fill(localdate().isoformat())
    page.get_by_role("button", name="第2版を施行する").click()
    page.goto(f"{live_server.url}/accounts/{running.pk}/ledger/")
    assert "委員会の決定" in page.locator("#changes").inner_text()
    account = OfficialAccount.objects.get()
    assert (account.pk, account.purpose) == (running.pk, NEW)
