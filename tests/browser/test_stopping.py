"""運用停止 in Chromium, from the head's decision to the stopped account that is watched."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Browser, Page

from accounts.models import OfficialAccount, Suspension
from accounts.status import AccountStatus
from accounts.suspension_rules import checks
from komae_sns.staff.actors import actor_of
from komae_sns.staff.posts import Post
from tests import factories
from tests.accounts.suspended import pr_account, screen
from tests.browser.desk import PASSWORD, Desk
from tests.factories import TODAY

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCREEN = {"name": "画面.png", "mimeType": "image/png", "buffer": screen()}


@pytest.fixture
def head(transactional_db):
    section = factories.department("安心安全課", parent=factories.division("総務部"))
    post = factories.appoint(factories.person("佐藤一郎"), Post.HEAD, section)
    return _can_log_in(actor_of(post.user, TODAY))


@pytest.fixture
def secretariat(transactional_db):
    return _can_log_in(factories.actor(Post.SECRETARIAT, name="事務局花子"))


def _can_log_in(actor):
    actor.user.set_password(PASSWORD)
    actor.user.save(update_fields=["password"])
    return actor


@pytest.mark.clause("4(5)イ")
@pytest.mark.clause("4(5)ウ")
@pytest.mark.clause("4(5)エ")
def test_an_account_is_stopped_in_its_time_and_watched(
    live_server, chromium: Browser, head, secretariat, time_machine
):
    account = factories.account("狛江市安心安全課", department=head.appointments[0].department)
    pr_account()
    desk = Desk(live_server.url, chromium)
    section = desk.sit_down(head.user.username, account.get_absolute_url())
    _begin_and_plan(section)

    office = desk.sit_down(secretariat.user.username)
    office.get_by_role("link", name="狛江市安心安全課").first.click()
    office.get_by_role("button", name="計画を確認して、事前周知へ進める").click()
    office.get_by_text("計画を確認しました").wait_for()

    section.reload()
    for kind in ("アカウントでの周知", "市広報アカウントでの案内"):
        place = section.locator("#notices li").filter(has_text=kind)
        place.get_by_role("link", name="出したことを記録する").click()
        section.get_by_label("証拠のファイル").set_input_files(SCREEN)
        section.get_by_role("button", name="この周知を記録する").click()
        section.get_by_text("を記録しました").first.wait_for()
    section.get_by_text("周知しています。").wait_for()
    assert section.get_by_role("link", name="アカウントを停止する").count() == 0

    made = Suspension.objects.get()
    time_machine.move_to(f"{made.stop_on}T10:00:00+09:00", tick=True)
    section = Desk(live_server.url, chromium).sit_down(head.user.username)
    section.get_by_role("heading", name="アカウントを停止する").wait_for()
    section.get_by_role("link", name="狛江市安心安全課").first.click()
    section.get_by_role("link", name="アカウントを停止する").click()
    for item in checks():
        section.get_by_label(item.text).check()
    section.get_by_label("あなたのパスワード").fill(PASSWORD)
    section.get_by_role("button", name="停止して保全する").click()
    section.get_by_text("停止しました。").first.wait_for()

    account = OfficialAccount.objects.get(pk=account.pk)
    assert account.status == AccountStatus.SUSPENDED
    assert account.status_checks.due().get().due_on > localdate()


def _begin_and_plan(page: Page) -> None:
    page.get_by_role("link", name="運用停止の手続をはじめる").click()
    page.get_by_label("停止する理由").fill("広報のXで足りる。")
    page.get_by_role("button", name="停止の手続をはじめる").click()
    page.get_by_role("link", name="影響度と周知の計画を書く").click()
    page.get_by_label("フォロワーの数").fill("1.2万")
    page.get_by_label("数えた日").fill(localdate().isoformat())
    page.get_by_label("頼りにしている人・もの").fill("自主防災会")
    page.get_by_label("市民が受けとれなくなる情報").fill("避難所の情報")
    page.get_by_label("小（30日以上の周知）").check()
    page.get_by_label("影響度の理由").fill("ほかでも受けとれる")
    page.get_by_label("周知の日数").fill("30")
    page.get_by_label("停止する日").fill((localdate() + timedelta(days=31)).isoformat())
    page.get_by_role("button", name="計画を残す").click()
    page.get_by_role("button", name="計画を事務局へ出す").click()
    page.get_by_text("計画を事務局へ出しました").wait_for()
