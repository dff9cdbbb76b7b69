"""The main job in Chromium, from the first word to the printed policy; and the waiver."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from accounts.models import OfficialAccount
from approvals.models import Application
from komae_sns.audit.verification import verify_stored
from komae_sns.staff.models import User
from komae_sns.staff.posts import Post
from tests import factories
from tests.browser.desk import PASSWORD, Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(live_server, chromium: Browser, city: None) -> Desk:
    return Desk(live_server.url, chromium)


@pytest.fixture
def city(transactional_db) -> None:
    """Two sections, a committee of five and an account that the new one resembles."""
    safety = factories.department("安心安全課", document_symbol="総安")
    library = factories.department("図書館", document_symbol="教図")
    _log_in("clerk", "森田 彩香", (Post.CLERK, safety))
    _log_in("head", "佐久間 誠", (Post.HEAD, safety))
    _log_in("secretariat", "石川 里奈", (Post.SECRETARIAT, None))
    _log_in("chair", "藤原 正彦", (Post.CHAIR, None))
    _log_in("vice", "松井 健一", (Post.VICE_CHAIR, None))
    for number in (1, 2, 3):
        _log_in(f"member{number}", f"委員 {number}郎", (Post.MEMBER, None))
    for code in ("x", "instagram"):
        factories.service(code)
    factories.account(
        "狛江市防災",
        department=library,
        is_city_pr=True,
        purpose="災害と避難所の情報を市民に知らせる",
        topics="避難所の開設、気象警報",
        audience="市民",
    )


def _log_in(username: str, name: str, *posts: tuple[Post, object]) -> User:
    user = factories.person(name, username=username, password=PASSWORD)
    for post, section in posts:
        factories.appoint(user, post, section)
    return user


@contextmanager
def saved(page: Page) -> Iterator[None]:
    """Wait until the autosave has answered."""
    with page.expect_response(lambda answer: answer.url.endswith("/save/") and answer.ok):
        yield


@pytest.mark.clause("4(2)ア")
@pytest.mark.clause("4(2)イ")
@pytest.mark.clause("4(2)ウ")
def test_an_account_from_the_first_word_to_the_printed_policy(desk: Desk):
    _clerk_drafts_and_the_session_ends_once(desk)
    _head_submits(desk)
    _secretariat_returns_a_field(desk)
    _head_mends_and_files_again(desk)
    _committee_approves(desk)
    _head_puts_the_policy_in_force_and_opens(desk)
    _policy_is_printed(desk)

    assert OfficialAccount.objects.get(handle="komae_anzen").get_status_display() == "運用中"
    assert _trail_is_sound()


def _clerk_drafts_and_the_session_ends_once(desk: Desk) -> None:
    page = desk.sit_down("clerk")
    page.get_by_role("link", name="申請", exact=True).click()
    page.get_by_role("link", name="新しい申請を書く").first.click()
    page.get_by_role("button", name="申請を書きはじめる").click()
    with page.expect_response(lambda answer: answer.url.endswith("/overlap/")):
        page.get_by_label("目的").fill("災害のとき、避難所の開設や避難の呼びかけを市民に知らせる")
    page.locator(".overlap__one", has_text="狛江市防災").wait_for()
    assert "避難所" in page.locator(".overlap__one", has_text="狛江市防災").inner_text()
    page.get_by_label("狛江市防災").check()
    with saved(page):
        page.get_by_label("投稿内容").fill("避難所の開設、訓練のお知らせ")
    desk.end_sessions()
    page.get_by_label("対象者").fill("市民")
    page.get_by_label("発信の回数").fill("週に2回")
    page.get_by_label("（ア）情報集約になじむか").fill(
        "「狛江市防災」は図書館の運用で、災害時に追いつかない。"
    )
    page.get_by_label("（イ）内容が軽微なとき").fill("軽微ではない。")
    page.get_by_label("（ウ）回数が").fill("連続した発信が、ほかの発信の妨げになる。")
    page.get_by_role("button", name="保存して「アカウント」へ進む").click()
    page.get_by_label("ログイン名").fill("clerk")
    page.get_by_label("パスワード").fill(PASSWORD)
    page.get_by_role("button", name="ログイン").click()
    assert page.get_by_label("対象者").input_value() == "市民"
    assert page.get_by_label("狛江市防災").is_checked()
    page.get_by_role("button", name="保存して「アカウント」へ進む").click()

    page.get_by_label("利用するサービス").select_option("x")
    page.get_by_label("表示名").fill("狛江市安心安全課")
    page.get_by_label("ユーザー名・URL").fill("https://twiter.com/komae_anzen")
    page.get_by_label("登録メールアドレス").fill("anzen@city.komae.lg.jp")
    page.get_by_label("プロフィール文").fill(
        "狛江市安心安全課の公式アカウントです。災害の情報をお知らせします。"
    )
    page.get_by_label("管理者").select_option(index=1)
    page.get_by_label("担当者").fill("森田、佐久間")
    page.get_by_label("内線").fill("２３４１")
    page.get_by_role("button", name="保存して「運用ポリシー」へ進む").click()
    assert "twitter.com" in page.locator(".field--wrong").inner_text()
    page.get_by_label("ユーザー名・URL").fill("https://twitter.com/komae_anzen?s=20")
    page.get_by_role("button", name="保存して「運用ポリシー」へ進む").click()

    assert "狛江市安心安全課X" in page.content()
    page.get_by_role("link", name="「第4号様式」へ進む").click()
    page.get_by_label("件名").fill("安心安全課公式Xの開設について")
    page.get_by_label("処理業務の名称").fill("災害情報の発信")
    page.get_by_label("見込件数").fill("年に100件")
    page.get_by_label("ふつう（です・ます）").check()
    page.get_by_role("group", name="決裁の要・不要").get_by_label("要", exact=True).check()
    page.get_by_role("group", name="個人情報の有無").get_by_label("無", exact=True).check()
    page.get_by_label("使用機器").fill("課の端末1台")
    page.get_by_role("group", name="外部委託").get_by_label("無", exact=True).check()
    page.get_by_role("textbox", name="経費").fill("0円")
    page.get_by_label("市民福祉の向上").check()
    page.get_by_label("効果の説明").fill("避難の遅れを減らす。")
    page.get_by_label("実施予定時期").fill((localdate() + timedelta(days=60)).isoformat())
    page.get_by_label("停止時の集約先").select_option(index=1)
    page.get_by_role("button", name="保存して「確認・提出」へ進む").click()
    assert "書くべきところは、すべて書かれています" in page.content()
    page.get_by_role("button", name="課長へ回す").click()


def _head_submits(desk: Desk) -> None:
    page = desk.sit_down("head")
    page.get_by_role("link", name="安心安全課公式Xの開設について").first.click()
    page.get_by_role("link", name="確認して提出へ進む").click()
    page.get_by_role("button", name="事務局へ提出する").click()
    page.get_by_text("いま待っているのは：事務局").wait_for()


def _secretariat_returns_a_field(desk: Desk) -> None:
    page = desk.sit_down("secretariat")
    page.get_by_role("link", name="安心安全課公式Xの開設について").first.click()
    page.get_by_role("link", name="指摘をつけて差し戻す").click()
    page.get_by_text("「経費」に指摘を書く").click()
    page.get_by_label("「経費」への指摘").fill("端末の費用もふくめて書いてください。")
    page.get_by_role("button", name="安心安全課へ差し戻す").click()
    page.get_by_text("いま待っているのは：安心安全課").wait_for()


def _head_mends_and_files_again(desk: Desk) -> None:
    page = desk.sit_down("head")
    page.get_by_role("link", name="安心安全課公式Xの開設について").first.click()
    page.get_by_role("link", name="経費").click()
    assert "端末の費用もふくめて" in page.locator("#id_cost_field").inner_text()
    page.get_by_role("textbox", name="経費").fill("0円（既存の端末を使う）")
    page.get_by_role("button", name="保存して「確認・提出」へ進む").click()
    page.get_by_text("書きかえた").wait_for()
    page.get_by_role("button", name="事務局へ提出する").click()

    page = desk.sit_down("secretariat")
    page.get_by_role("link", name="安心安全課公式Xの開設について").first.click()
    changed = page.get_by_role("row", name="経費").first
    assert "0円（既存の端末を使う）" in changed.inner_text()
    page.get_by_role("button", name="受け付けて審査へ進める").click()


def _committee_approves(desk: Desk) -> None:
    page = desk.sit_down("secretariat")
    page.get_by_role("link", name="委員会", exact=True).click()
    page.get_by_role("link", name="会議を計画する").first.click()
    page.get_by_label("開催日").fill(localdate().isoformat())
    page.get_by_role("textbox", name="場所").fill("4階特別会議室")
    page.get_by_role("button", name="会議を計画する").click()
    page.get_by_role("link", name="議題を加える").click()
    page.get_by_label("安心安全課公式Xの開設について").check()
    page.get_by_role("button", name="選んだ申請を議題にする").click()
    page.get_by_role("link", name="出欠をとって開会する").click()
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="出欠を記録して開会する").click()
    page.get_by_role("link", name="安心安全課公式Xの開設について").first.click()
    page.get_by_role("button", name="採決をはじめる").click()
    item = page.url

    voters = [name for name in ("member1", "member2", "member3", "vice") if name]
    for name in voters:
        page = desk.sit_down(name)
        page.get_by_role("link", name="安心安全課公式Xの開設について").first.click()
        page.get_by_role("button", name="可とする").click()
        page.get_by_text("可").first.wait_for()

    page = desk.sit_down("chair", item)
    page.get_by_role("heading", level=1).wait_for()
    if page.get_by_role("button", name="可とする").count():
        page.get_by_role("button", name="可とする").click()
        page.goto(item)
    page.get_by_role("link", name="決定へ進む").click()
    page.get_by_label("あなたのパスワード").fill("ちがうパスワードです")
    page.get_by_role("button", name="承認で決定する", exact=True).click()
    page.get_by_text("パスワードがちがいます").first.wait_for()
    page.get_by_label("あなたのパスワード").fill(PASSWORD)
    page.get_by_role("button", name="承認で決定する", exact=True).click()
    page.get_by_text("決定：承認").wait_for()


def _head_puts_the_policy_in_force_and_opens(desk: Desk) -> None:
    page = desk.sit_down("head")
    account = OfficialAccount.objects.get(handle="komae_anzen")
    page.goto(desk.url + account.get_absolute_url())
    waiting = page.get_by_role("button", name="確認した")
    while left := waiting.count():
        waiting.first.click()
        expect(waiting).to_have_count(left - 1)
    version = account.policies.get().versions.get()
    page.goto(desk.url + version.get_absolute_url())
    page.get_by_role("link", name="施行する").first.click()
    page.get_by_label("制定日").fill(localdate().isoformat())
    page.get_by_role("button", name="第1版を施行する").click()
    page.goto(desk.url + account.get_absolute_url())
    page.get_by_role("link", name="運用をはじめる").click()
    page.get_by_role("button", name="運用をはじめる").click()
    page.get_by_text("運用中").first.wait_for()


def _policy_is_printed(desk: Desk) -> None:
    page = desk.sit_down("secretariat")
    account = OfficialAccount.objects.get(handle="komae_anzen")
    version = account.policies.get().versions.get()
    policy = desk.fetch(page, version.get_absolute_url() + "pdf/")
    text = "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(policy)).pages)
    assert "狛江市安心安全課Xアカウント運用ポリシー" in text.replace("\n", "")
    assert "anzen@city.komae.lg.jp" in text
    assert "komae_anzen" in text

    form = desk.fetch(page, f"/approvals/{account.application.pk}/form.pdf")
    text = "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(form)).pages)
    assert "電子計算組織処理計画書" in text
    assert "狛総安発第1号" in text
    assert "0円（既存の端末を使う）" in text
    assert desk.fetch(page, f"/approvals/{account.application.pk}/form.pdf") == form


@pytest.mark.clause("4(2)イ・ウ ただし書")
def test_the_chair_waives_and_the_committee_is_told(desk: Desk):
    page = desk.sit_down("chair")
    page.goto(desk.url + "/approvals/waivers/new/")
    page.get_by_label("運用する部課").select_option(label="安心安全課")
    page.get_by_label("利用するサービス").select_option("x")
    page.get_by_label("アカウントの表示名").fill("狛江市災害情報")
    page.get_by_label("目的").fill("台風の接近に備え、避難の情報を知らせる")
    page.get_by_label("特に必要と認める理由").fill("台風が近づいており、委員会を開くいとまがない。")
    page.get_by_label("認める範囲").fill("災害対応のあいだの発信に限る。")
    page.get_by_label("期限").fill((localdate() + timedelta(days=30)).isoformat())
    page.get_by_label("あなたのパスワード").fill(PASSWORD)
    page.get_by_role("button", name="特認").last.click()
    page.get_by_text("委員長特認").first.wait_for()

    application = Application.objects.get()
    assert application.get_status_display() == "委員長特認"
    assert application.account.get_status_display() == "開設準備"

    page = desk.sit_down("secretariat")
    page.goto(desk.url + "/approvals/meetings/new/")
    page.get_by_label("開催日").fill(localdate().isoformat())
    page.get_by_role("button", name="会議を計画する").click()
    page.get_by_role("link", name="出欠をとって開会する").click()
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="出欠を記録して開会する").click()
    page.get_by_role("button", name="報告済みにする").click()
    page.get_by_text("報告済み（").wait_for()
    application.waiver.refresh_from_db()
    assert application.waiver.reported_at
    assert _trail_is_sound()


def _trail_is_sound() -> bool:
    from komae_sns.audit import signing

    return verify_stored([], signing.read_public(signing.public_pem())).is_sound
