"""見本第5条2: a wrong post, from the phone's first report to the end, by the one next button."""

import pytest
from playwright.sync_api import Browser, Page, expect

from incidents.models import Incident
from incidents.status import IncidentStatus
from komae_sns.staff.posts import Post
from tests import factories
from tests.browser.desk import PASSWORD, Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}
DONE = ("どこが", "画面を保存", "削除する", "あらためて発信", "関係者に知らせる")


@pytest.fixture
def office(transactional_db):
    section = factories.department("防災課", document_symbol="防")
    held = {"head": Post.HEAD, "clerk": Post.CLERK, "ciso": Post.CISO}
    posts = {}
    for name, post in held.items():
        user = factories.person(f"{name}さん", username=name, password=PASSWORD)
        posts[name] = factories.appoint(user, post, None if post == Post.CISO else section)
    return factories.account("狛江市防災", department=section, manager=posts["head"])


def test_a_wrong_post_from_the_phone_to_the_end(live_server, chromium: Browser, office):
    desk = Desk(live_server.url, chromium)
    clerk = desk.sit_down("clerk", "/incidents/new/")
    clerk.set_viewport_size(PHONE)
    clerk.get_by_label("何が起きていますか").fill("収集の日をまちがえた")
    clerk.get_by_label("どこで").fill(f"{office.url}/status/1")
    clerk.get_by_label("種類").select_option("wrong_post")
    clerk.get_by_role("button", name="報告する").click()
    clerk.get_by_role("heading", name="誤投稿・訂正").wait_for()
    here = clerk.url

    _press(desk.sit_down("head", here), "受領して、統括責任者に上げる")
    ciso = desk.sit_down("ciso", here)
    ciso.get_by_role("link", name="受領し、課へ指示する").click()
    ciso.get_by_label("課への指示").fill("訂正を急ぐこと")
    _press(ciso, "統括責任者として受領する")
    for words in DONE:
        _do(clerk, here, words)
    head = desk.sit_down("head", here)
    head.get_by_role("link", name="収束を報告する").click()
    head.get_by_label("対応と結果").fill("1時間のうちに訂正した")
    _press(head, "収束を報告する")
    ciso.goto(here)
    ciso.get_by_role("link", name="収束を確かめて、終結する").click()
    _press(ciso, "終結する")

    clerk.goto(here)
    expect(clerk.get_by_text("終結しました。")).to_be_visible()
    assert clerk.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    incident = Incident.objects.get()
    assert (incident.status, incident.account) == (IncidentStatus.CLOSED, office)


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    page.get_by_role("heading", name="手順").wait_for()


def _do(page: Page, here: str, words: str) -> None:
    """The next button leads to the step whose turn it is."""
    page.goto(here)
    page.get_by_role("link", name=words).and_(page.locator(".button")).click()
    page.get_by_role("button", name="済んだと記録する", exact=True).wait_for()
    if page.locator("input[type=file]").count():
        screen = {"name": "画面.txt", "mimeType": "text/plain", "buffer": "画面".encode()}
        page.locator("input[type=file]").set_input_files([screen])
        page.locator(".upload").get_by_text("入りました").wait_for()
    if page.get_by_label("アドレス", exact=False).count():
        page.get_by_label("アドレス", exact=False).first.fill("https://x.com/komae/2")
    page.get_by_label("したこと", exact=False).first.fill("済ませた")
    _press(page, "済んだと記録する")
