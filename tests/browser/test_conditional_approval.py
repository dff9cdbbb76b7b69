"""条件付承認 in Chromium, from the chair's decision to the opened account."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now
from playwright.sync_api import Browser

from accounts import checklist
from accounts.models import OfficialAccount
from accounts.services import confirm_check
from approvals.models import AgendaItem
from komae_sns.staff.actors import actor_of
from policies import services as policies
from tests.approvals import filed, rows
from tests.approvals.rows import APPROVE
from tests.browser.desk import PASSWORD, Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLE, CONDITION = "安心安全課公式Xの開設について", "返信をしないことを、運用ポリシーに書くこと。"


@pytest.fixture
def sitting(transactional_db) -> rows.Committee:
    return rows.committee(members=1)


@pytest.fixture
def office(transactional_db) -> filed.Section:
    return filed.section()


@pytest.fixture
def voted(sitting, office) -> AgendaItem:
    application = filed.accepted(office, sitting.secretariat, planned_on="2099-04-01")
    for actor in (sitting.chair, sitting.secretariat, office.head):
        actor.user.set_password(PASSWORD)
        actor.user.save(update_fields=["password"])
    return rows.voted(sitting, *[APPROVE] * 3, case=application)


@pytest.mark.clause("4(2)ウ")
def test_an_account_opens_once_its_condition_is_confirmed(
    live_server, chromium: Browser, voted, sitting, office
):
    desk = Desk(live_server.url, chromium)
    _chair_decides_with_a_condition(desk, sitting, voted)
    account = OfficialAccount.objects.get(name="狛江市安心安全課")
    _everything_else_is_ready(account, office)

    section = desk.sit_down(office.head.user.username, account.get_absolute_url())
    assert section.get_by_role("link", name="運用をはじめる").count() == 0
    section.get_by_role("link", name="開設の前に満たす条件が、まだ確認されていません").click()
    section.get_by_label("どのように満たしたか").fill("第6条に「返信をしない」と書いた。")
    section.get_by_role("button", name="満たしたと事務局へ報告する").click()

    page = desk.sit_down(sitting.secretariat.user.username, "/approvals/meetings/follow-ups/")
    page.get_by_role("link", name=CONDITION).click()
    page.get_by_text("第6条に「返信をしない」と書いた。").first.wait_for()
    page.get_by_role("button", name="満たされたと確認する").click()
    page.get_by_text("確認済").first.wait_for()

    section.goto(live_server.url + account.get_absolute_url())
    section.get_by_role("link", name="運用をはじめる").click()
    section.get_by_role("button", name="運用をはじめる").click()
    section.get_by_text("運用中").first.wait_for()
    account.refresh_from_db()
    assert account.opened_on == localdate()


def _chair_decides_with_a_condition(desk, sitting, item) -> None:
    page = desk.sit_down(sitting.chair.user.username)
    page.get_by_role("link", name=TITLE).first.click()
    page.get_by_role("link", name="結果を確かめて決定へ進む").click()
    page.get_by_label("承認の条件").fill(CONDITION)
    page.get_by_label("期限").first.fill((localdate() + timedelta(days=7)).isoformat())
    page.get_by_label("開設の前に満たすこと").first.check()
    page.get_by_label("あなたのパスワード").fill(PASSWORD)
    page.get_by_role("button", name="条件を付けて承認で決定する").click()
    page.get_by_role("heading", name="決定：条件付承認").wait_for()


def _everything_else_is_ready(account: OfficialAccount, office: filed.Section) -> None:
    head = actor_of(office.head.user, localdate())
    for item in checklist.items():
        confirm_check(account, item.key, by=head, now=now())
    version = account.policies.get().versions.get()
    policies.put_in_force(version, enacted_on=localdate(), by=head, now=now())
