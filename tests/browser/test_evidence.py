"""4(3)カ on a phone: a copied screen is pasted into the first report, and is evidence."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from incidents.models import Incident
from komae_sns.documents.models import Upload
from komae_sns.staff.posts import Post
from tests import factories
from tests.browser.desk import PASSWORD, Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASTE = """async (color) => {
  const canvas = new OffscreenCanvas(390, 600), pen = canvas.getContext("2d");
  pen.fillStyle = color; pen.fillRect(0, 0, 390, 600);
  pen.fillStyle = "white"; pen.font = "28px sans-serif"; pen.fillText("@komae_bosai_", 40, 80);
  const blob = await canvas.convertToBlob({ type: "image/png" });
  const carried = new DataTransfer();
  carried.items.add(new File([blob], "image.png", { type: "image/png" }));
  document.body.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: carried, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def clerk():
    section = factories.department("防災課")
    person = factories.person("担当一子", username="clerk", password=PASSWORD)
    factories.appoint(person, Post.CLERK, section)
    factories.account("狛江市防災", department=section, purpose="防災")
    return person


def test_a_pasted_screen_is_evidence(live_server, chromium: Browser, transactional_db, clerk):
    page = Desk(live_server.url, chromium).sit_down("clerk", "/incidents/new/")
    page.set_viewport_size({"width": 390, "height": 844})
    rows = page.locator(".upload")

    page.evaluate(PASTE, "#0017c1")
    expect(rows.get_by_text("入りました")).to_have_count(1)
    page.evaluate(PASTE, "#0017c1")
    expect(page.get_by_role("status").filter(has_text="もう入っています")).to_have_count(1)
    page.evaluate(PASTE, "#ce0000")
    expect(rows.get_by_text("入りました")).to_have_count(2)
    page.locator("input[type=file]").set_input_files(
        [{"name": "頁.html", "mimeType": "text/html", "buffer": b"<script>alert(1)</script>"}]
    )
    expect(rows.get_by_text("入れられません")).to_have_count(1)
    _look(page, "phone")
    rows.filter(has_text="頁.html").get_by_role("button", name="外す").click()
    rows.first.get_by_label("何が写っているか").fill("偽のプロフィール")
    rows.nth(1).get_by_role("button", name="外す").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_label("何が起きていますか").fill("市をなのるアカウントがある")
    page.get_by_label("種類").select_option("impostor")
    page.get_by_label("市のどのアカウント").select_option(label=_first_account(page))
    page.get_by_role("button", name="報告する").click()

    page.get_by_role("heading", name="証拠（1）").wait_for()
    [evidence] = Incident.objects.get().evidence.all()
    assert (evidence.note, evidence.file.media_type) == ("偽のプロフィール", "image/png")
    assert not Upload.objects.waiting().exists()
    _look(page, "incident-phone")
    with page.expect_download() as taken:
        page.get_by_role("link", name=evidence.file.name).click()
    assert taken.value.suggested_filename == evidence.file.name


def _first_account(page: Page) -> str:
    return page.get_by_label("市のどのアカウント").locator("option").nth(1).inner_text()


def _look(page: Page, name: str) -> None:
    """KOMAE_SHOTS=folder keeps pictures for whoever wants to look."""
    if folder := os.environ.get("KOMAE_SHOTS"):
        page.screenshot(path=Path(folder, f"{name}.png"), full_page=True)


DROP = """(names) => {
  const carried = new DataTransfer();
  names.forEach((name) => carried.items.add(new File([name], name, { type: "text/plain" })));
  const how = { dataTransfer: carried, bubbles: true, cancelable: true };
  document.querySelector(".site-footer").dispatchEvent(new DragEvent("dragover", how));
  document.querySelector(".site-footer").dispatchEvent(new DragEvent("drop", how));
}"""


def test_a_form_waits_for_its_files_and_a_file_can_be_called_off(
    live_server, chromium: Browser, transactional_db, clerk
):
    page = Desk(live_server.url, chromium).sit_down("clerk", "/incidents/new/")
    rows, held = page.locator(".upload"), []
    page.get_by_label("何が起きていますか").fill("市をなのるアカウントがある")
    page.get_by_label("種類").select_option("impostor")
    page.get_by_label("市のどのアカウント").select_option(label=_first_account(page))
    page.route("**/evidence/uploads/", lambda route: held.append(route))  # noqa: PLW0108 - Playwright takes no builtin

    page.evaluate(DROP, ["一.txt", "二.txt", "三.txt"])
    expect(rows).to_have_count(3)
    page.get_by_role("button", name="報告する").click()
    expect(page.get_by_role("status").filter(has_text="このまま進みます")).to_have_count(1)
    rows.filter(has_text="二.txt").get_by_role("button", name="やめる").click()
    held.pop(0).abort()  # the line is gone: 一.txt says so, and can be sent again
    expect(rows.filter(has_text="一.txt").get_by_text("サーバーにつながりません")).to_have_count(1)
    while not held:
        page.wait_for_timeout(20)
    held.pop(0).continue_()
    page.unroute("**/evidence/uploads/")
    expect(rows.filter(has_text="三.txt").get_by_text("入りました")).to_have_count(1)
    assert not Incident.objects.exists()
    rows.filter(has_text="一.txt").get_by_role("button", name="もう一度送る").click()
    expect(rows.get_by_text("入りました")).to_have_count(2)
    page.get_by_role("button", name="報告する").click()

    page.get_by_role("heading", name="証拠（2）").wait_for()
    names = [each.file.name for each in Incident.objects.get().evidence.all()]
    assert sorted(names) == ["一.txt", "三.txt"]
