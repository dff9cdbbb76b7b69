"""A citizen at the public pages: no cookie, no script; and a copy without a server behind it."""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from tests import factories
from tests.incidents import with_impostors as impostors
from tests.registry import rows

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.clause("見本第7条"),
]
BY_NUMBER = "https://www.facebook.com/profile.php?id="
PHONE = {"width": 390, "height": 844}
OUTCOMES = {
    "https://x.com/komae_bosai": "公式",
    "@komae_hana": "公式だが停止中",
    impostors.FALSE: "なりすましとして把握",
    "@somebody_else": "登録なし",
    f"{BY_NUMBER}100064842512345&sk=about": "公式",
    f"{BY_NUMBER}100064999999999": "登録なし",
}


@pytest.fixture
def city():
    desk = impostors.desk()
    impostors.judged(desk)
    stopped = factories.account("花火", status="SUSPENDED", handle="komae_hana")
    rows.former(stopped, "komae_old")
    number, facebook = "100064842512345", factories.service("facebook")
    url = f"{BY_NUMBER}{number}"
    factories.account("公民館", handle=number, url=url, service=facebook)
    return desk


def test_a_citizen_gets_each_answer_without_cookies_and_scripts(chromium, live_server, city):
    window = chromium.new_context(viewport=PHONE, locale="ja-JP", java_script_enabled=False)
    page = window.new_page()
    page.goto(f"{live_server.url}/registry/")

    for typed, outcome in OUTCOMES.items():
        page.get_by_role("link", name="公式か確かめる").click()
        page.get_by_label("アカウントのアドレスか、ユーザー名").fill(typed)
        page.get_by_role("button", name="公式か確かめる").click()
        expect(page.locator("#answer-title")).to_have_text(outcome)
    page.get_by_role("link", name="一覧", exact=True).click()
    page.get_by_role("link", name="狛江市防災").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("狛江市防災")
    assert page.locator(".registry-qr img").evaluate("image => image.naturalWidth") > 100
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert window.cookies() == []
    window.close()


@pytest.fixture
def copy(city, tmp_path, settings):
    """The address at which a plain file server shows a copy."""
    settings.AUDIT_KEY_FILE = tmp_path / "audit.pem"
    call_command("export_registry", str(tmp_path / "www"), "--base-url", "https://example.jp/")
    handler = partial(_Quiet, directory=str(tmp_path / "www"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *said):
        pass


def test_a_copy_answers_by_its_script_and_is_compared_without(chromium, copy):
    window = chromium.new_context(viewport=PHONE, locale="ja-JP")
    page = window.new_page()
    page.goto(copy)
    page.get_by_role("link", name="公式か確かめる").click()

    for typed, outcome in {**OUTCOMES, "komae_old": "以前のユーザー名"}.items():
        page.get_by_label("アカウントのアドレスか、ユーザー名").fill(typed)
        page.get_by_role("button", name="公式か確かめる").click()
        expect(page.locator(".registry-outcome")).to_have_text(outcome)
    window.close()

    plain = chromium.new_context(viewport=PHONE, java_script_enabled=False).new_page()
    plain.goto(f"{copy}/check/")
    expect(plain.get_by_role("rowheader")).to_have_text(
        ["100064842512345", "@komae_bosai", "@komae_hana"]
    )
    expect(plain.get_by_role("button")).to_have_count(0)
    plain.context.close()
