"""持ち回り in Chromium, from its planning to the decision, with a deputy's answer."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils.timezone import localdate
from playwright.sync_api import Browser, Page

from approvals.models import AgendaItem, Application, Meeting, Vote
from komae_sns.audit.models import Entry
from komae_sns.staff import services as staff
from komae_sns.staff.actors import actor_of
from komae_sns.staff.posts import Post
from tests import factories
from tests.approvals import rows
from tests.browser.desk import PASSWORD, Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLE = "図書館Xの開設"
TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]


@pytest.fixture
def desk(live_server, chromium: Browser, transactional_db) -> Desk:
    _sit("secretariat", "石川 里奈", Post.SECRETARIAT)
    _sit("chair", "藤原 正彦", Post.CHAIR)
    _sit("vice", "松井 健一", Post.VICE_CHAIR)
    away = _sit("member", "三浦 直樹", Post.MEMBER)
    deputy = _sit("deputy", "上田 裕子", Post.CLERK, factories.department("総務課"))
    staff.name_deputy(
        away,
        deputy.user,
        starts_on=localdate(),
        ends_on=localdate() + timedelta(days=7),
        reason="出張",
        by=actor_of(away.user, localdate()),
    )
    rows.application(factories.department("図書館"))
    return Desk(live_server.url, chromium)


def _sit(username, name, post, section=None):
    user = factories.person(name, username=username, password=PASSWORD)
    return factories.appoint(user, post, section)


@pytest.mark.clause("4(2)ウ")
def test_papers_go_round_a_deputy_answers_and_the_chair_decides(desk: Desk):
    _secretariat_plans_and_sends(desk)
    _answer(desk, "vice", "可とする")
    _deputy_answers_for_the_absent(desk)
    _answer(desk, "chair", "可とする")
    _chair_decides(desk)

    assert Application.objects.get().get_status_display() == "承認"
    assert Meeting.objects.get().get_status_display() == "終了"
    vote = Vote.objects.exclude(cast_by=None).get()
    assert (vote.member.name, vote.cast_by.name) == ("三浦 直樹", "上田 裕子")
    assert Entry.objects.filter(on_behalf_of__contains="三浦 直樹").count() == 1


def _secretariat_plans_and_sends(desk: Desk) -> None:
    page = desk.sit_down("secretariat", "/approvals/meetings/")
    page.get_by_role("link", name="持ち回りを計画する").click()
    page.get_by_label("会議を開かず、持ち回りとする理由").fill("次の会議を待てないため")
    deadline = localdate() + timedelta(days=2)
    page.get_by_label("回答の締切の日").fill(deadline.isoformat())
    _is_clean(page)
    page.get_by_role("button", name="持ち回りを計画する").click()
    page.get_by_role("link", name="議題を加える").click()
    page.get_by_label(TITLE).check()
    page.get_by_role("button", name="選んだ申請を議題にする").click()
    page.get_by_role("link", name="宛先を確かめて回付へ進む").click()
    _is_clean(page)
    page.get_by_role("button", name="委員3名に回付して、回答を求める").click()
    page.get_by_text("回答を待っている委員（3名）").wait_for()
    _is_clean(page)


def _answer(desk: Desk, username: str, button: str) -> None:
    page = desk.sit_down(username)
    page.get_by_role("link", name=TITLE).first.click()
    page.get_by_role("button", name=button).click()
    page.get_by_text("で回答しました。").wait_for()
    page.close()


def _deputy_answers_for_the_absent(desk: Desk) -> None:
    page = desk.sit_down("deputy")
    page.get_by_role("heading", name="持ち回りに回答する").wait_for()
    page.get_by_role("link", name=TITLE).first.click()
    page.get_by_text("三浦 直樹（委員）の代理として回答します。").wait_for()
    _is_clean(page)
    page.get_by_role("button", name="否とする").click()
    page.get_by_text("否とするときは、理由を書いてください。").first.wait_for()
    page.get_by_label("理由", exact=False).first.fill("図書館のブログで足りると聞いている。")
    page.get_by_role("button", name="否とする").click()
    page.get_by_text("「否」で回答しました。").wait_for()


def _chair_decides(desk: Desk) -> None:
    page = desk.sit_down("chair", AgendaItem.objects.get().get_absolute_url())
    page.get_by_text("代理 上田 裕子").wait_for()
    _is_clean(page)
    page.get_by_role("link", name="結果を確かめて決定へ進む").click()
    page.get_by_label("あなたのパスワード").fill(PASSWORD)
    page.get_by_role("button", name="承認で決定する", exact=True).click()
    page.get_by_role("heading", name="決定：承認").wait_for()


def _is_clean(page: Page) -> None:
    rules = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    found = Axe().run(page, options=rules)
    assert [v["id"] for v in found.response["violations"]] == []
