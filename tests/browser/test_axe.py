"""WCAG 2.2 AA as far as a machine can tell: every page, at the office and by phone."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, Page

from tests.trust import world as city
from tests.trust.matrix import address, lines, urls_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OFFICE, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What another width can change; the markup was judged at the office.
BY_WIDTH = ["button-name", "color-contrast", "link-name", "scrollable-region-focusable"]
RULES = {
    "office": (OFFICE, {"type": "tag", "values": TAGS}),
    "phone": (PHONE, {"type": "rule", "values": [*BY_WIDTH, "target-size"]}),
}
AXE = Axe().axe_script
GRAVE = {"serious", "critical"}
# No pages of ours: data, redirects, parts of pages, and Django's own card index.
NOT_PAGES = (
    "intake:intake-errors",
    "intake:intake-sample",
    "audit:trail-export",
    "audit:public-key",
    "documents:export-file",
    "evidence:file-copy",
    "incidents:evidence-file",
    "accounts:pause-evidence",
    "accounts:suspension-notice-evidence",
    "accounts:suspension-paper",
    "calendar:feed",
    "health",
    "registry:account-",
    "registry:accounts-",
    "registry:warnings-",
    "admin:",
)
PARTS = ("approvals:meeting-progress", "approvals:item-votes", "documents:export-progress")
PAGES = {
    line.url: line
    for line in lines()
    if line.method == "GET"
    and "200" in line.answers.values()
    and not line.url.startswith(NOT_PAGES)
    and line.url not in PARTS
    and not line.url.endswith(("-pdf", "-evidence"))
}


@pytest.fixture
def world(transactional_db, settings, tmp_path) -> city.World:
    settings.PAPERS_ROOT = settings.EXPORTS_ROOT = tmp_path
    return city.build()


@pytest.fixture
def windows(chromium: Browser, live_server, world) -> Iterator[dict[str, Page]]:
    """One for each person, already logged in."""
    opened = {}
    for person, session in world.sessions.items():
        window = chromium.new_context(locale="ja-JP", viewport=OFFICE)
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}
        if session:
            window.add_cookies([cookie])
        opened[person] = _listened_to(window.new_page())
    yield opened
    for page in opened.values():
        page.context.close()


def test_no_page_shuts_anybody_out(world, windows, live_server, subtests):
    for person, path, status in _visits(world):
        with subtests.test(f"{path} as {person}"):
            page = windows[person]
            page.complaints.clear()
            page.set_viewport_size(OFFICE)
            answer = page.goto(live_server.url + path)

            assert answer.status == status, urlsplit(page.url).path
            page.evaluate(AXE)
            for size, rules in RULES.values():
                page.set_viewport_size(size)
                assert _grave(page, rules) == []
                assert _width(page) <= size["width"], f"scrolls sideways at {size['width']}"
            assert page.complaints == []


def _visits(world: city.World) -> Iterator[tuple[str, str, int]]:
    """Each page by the first who may, and what the others see instead."""
    for line in PAGES.values():
        person = next(p for p, word in line.answers.items() if word == "200")
        yield person, address(world, urls_of(line)[0], line.of), 200
    yield "head", address(world, "accounts:account-register", "-"), 403
    yield "head", "/no/such/page/", 404
    yield "head", "/accounts/?q=%00", 400
    yield "head", "/logout/", 405
    yield "head", address(world, "approvals:application-step", "submitted"), 409
    for step in ("account", "policy", "form", "confirm"):
        place = world.places["draft"] | {"step": step}
        yield "clerk", f"/approvals/{place['pk']}/steps/{step}/", 200


def _listened_to(page: Page) -> Page:
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("console", lambda said: _note(page, said))
    return page


def _note(page: Page, said) -> None:
    """The status of a refusal is no fault; what the CSP stopped is."""
    if said.type == "error" and "the server responded with a status" not in said.text:
        page.complaints.append(said.text)


def _grave(page: Page, rules: dict[str, object]) -> list[str]:
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    violations = page.evaluate("async options => (await axe.run(options)).violations", options)
    return [
        f"{v['id']}: {node['target']}"
        for v in violations
        if v["impact"] in GRAVE
        for node in v["nodes"][:3]
    ]


def _width(page: Page) -> int:
    return page.evaluate("document.documentElement.scrollWidth")
