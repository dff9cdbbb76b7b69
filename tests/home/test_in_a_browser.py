"""A real Chromium: nothing axe calls serious, no sideways scrolling, no refusal by the CSP."""

import pytest

from komae_sns import bootstrap
from komae_sns.notices.models import Notice
from komae_sns.staff.posts import Post
from tests import factories
from tests.approvals import rows

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not bootstrap.browser(), reason="Chromium がありません。"),
]
SERIOUS = {"serious", "critical"}
PASSWORD = "たまがわのみずとみどり2026"
LONG = "狛江市防災ＬＩＮＥ公式アカウントの新規開設（避難所の開設状況と給水拠点の周知）について"
WIDTHS = {"office": (1366, 768), "zoomed": (1093, 614), "phone": (390, 844)}
PAGES = ["/", "/notices/", "/guideline/", "/me/", "/me/password/", "/zzz/"]


@pytest.fixture
def open_page(chromium, live_server):
    contexts = []

    def open_at(width="office", **options):
        wide, high = WIDTHS[width]
        context = chromium.new_context(
            viewport={"width": wide, "height": high}, base_url=live_server.url, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.troubles = []
        page.on("console", lambda m: page.troubles.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: page.troubles.append(str(error)))
        return page

    yield open_at
    for context in contexts:
        context.close()


@pytest.fixture
def head():
    user = factories.person("勘解由小路左衛門之介", username="head", password=PASSWORD)
    section = factories.department("こども若者・子育て政策推進室", parent=factories.division())
    factories.appoint(user, Post.HEAD, section)
    returned = rows.application(section, status=rows.ApplicationStatus.RETURNED, title=LONG)
    rows.application(section, status=rows.ApplicationStatus.SUBMITTED, title=LONG)
    factories.account(LONG, department=section)
    Notice.objects.create(
        kind="application_returned",
        person=user,
        subject_type=returned._meta.label_lower,
        subject_id=str(returned.pk),
        occasion="1",
        title=f"「{LONG}」が差し戻されました",
        body="直して、もう一度提出してください。",
        url="/me/",
    )
    return user


def log_in(page):
    page.goto("/login/")
    page.get_by_label("ログイン名").fill("head")
    page.get_by_label("パスワード").fill(PASSWORD)
    page.get_by_role("button", name="ログインする").click()
    page.wait_for_url("**/")


def serious(page):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(page).response["violations"]
    return [(v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in SERIOUS]


def scrolls_sideways(page):
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_accessible_and_fits(open_page, head, width):
    page = open_page(width)
    log_in(page)

    for path in PAGES:
        page.goto(path)
        refused = [text for text in page.troubles if "404" not in text]
        assert (path, refused) == (path, [])
        assert not scrolls_sideways(page), path
        assert (path, serious(page)) == (path, [])
        page.troubles.clear()


@pytest.mark.parametrize("width", ["office", "phone"])
def test_the_log_in_page_is_accessible_also_when_it_refuses(open_page, width):
    page = open_page(width)
    page.goto("/login/")
    assert serious(page) == []

    page.get_by_label("ログイン名").fill("だれか")
    page.get_by_label("パスワード").fill("ちがう")
    page.get_by_role("button", name="ログインする").click()
    page.locator(".error-summary").wait_for()

    assert serious(page) == []
    assert page.evaluate("document.activeElement.className") == "error-summary"


def test_on_a_phone_the_menu_opens_by_keyboard(open_page, head):
    page = open_page("phone")
    log_in(page)
    assert not page.get_by_role("link", name="アカウント", exact=True).is_visible()

    page.get_by_role("button", name="メニュー").focus()
    page.keyboard.press("Enter")

    assert page.get_by_role("link", name="アカウント", exact=True).is_visible()
    assert serious(page) == []


def test_every_duty_here_is_done_without_scripts(open_page, head):
    page = open_page("office", java_script_enabled=False)
    log_in(page)

    page.get_by_role("button", name="差し戻されました").click()

    assert page.url.endswith("/me/")
    assert not Notice.objects.unread().exists()


def test_enter_that_confirms_a_conversion_does_not_send(open_page):
    page = open_page()
    page.goto("/login/")
    page.get_by_label("パスワード").fill("x")
    name = page.get_by_label("ログイン名")
    name.fill("やまだ")

    sent = name.evaluate(
        """control => !control.dispatchEvent(new KeyboardEvent("keydown",
        {key: "Enter", isComposing: true, bubbles: true, cancelable: true})) ? "held" : "sent" """
    )

    assert sent == "held"


def test_the_keyboard_reaches_the_content_in_one_step(open_page, head):
    page = open_page()
    log_in(page)

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("location.hash") == "#main"


def test_letter_keys_search_and_move_and_can_be_turned_off(open_page, head):
    section = head.appointments.get().department
    for n in range(3):
        factories.account(f"口座{n}", department=section)
    page = open_page()
    log_in(page)
    page.goto("/accounts/")

    def focused():
        return page.evaluate("document.activeElement.textContent")

    page.keyboard.press("j")
    page.keyboard.press("j")
    assert focused() == "口座1"
    page.keyboard.press("k")
    assert focused() == "口座2"
    page.keyboard.press("/")
    page.keyboard.type("j?/k")
    assert page.locator("#site-search").input_value() == "j?/k"

    page.locator("h1").click()
    page.keyboard.press("?")
    page.get_by_label("文字のキーでの操作を使う").uncheck()
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0
    page.keyboard.press("j")
    assert focused() != "口座2"
    page.get_by_role("button", name="キーボードでの操作").click()
    page.get_by_label("文字のキーでの操作を使う").check()
    page.get_by_role("button", name="とじる").click()

    page.locator("h1").click()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/accounts/*/")
    assert page.troubles == []
