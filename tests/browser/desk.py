"""A desk in the city hall: somebody logs in, in a browser window of their own."""

from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, BrowserContext, Page

PASSWORD = "a-long-password-for-tests"


class Desk:
    def __init__(self, url: str, browser: Browser) -> None:
        self.url, self._browser = url, browser
        self._windows: dict[str, BrowserContext] = {}

    def sit_down(self, username: str, address: str = "/") -> Page:
        """The person's own window, logged in through the form the first time."""
        if username not in self._windows:
            self._windows[username] = self._logged_in(username)
        page = self._windows[username].new_page()
        page.goto(address if address.startswith("http") else self.url + address)
        return page

    def _logged_in(self, username: str) -> BrowserContext:
        window = self._browser.new_context(locale="ja-JP")
        window.set_default_timeout(10_000)
        page = window.new_page()
        page.goto(self.url + "/login/")
        page.get_by_label("ログイン名").fill(username)
        page.get_by_label("パスワード").fill(PASSWORD)
        page.get_by_role("button", name="ログイン").click()
        page.get_by_role("heading", name="わたしの仕事").wait_for()
        page.close()
        return window

    def end_sessions(self) -> None:
        """As after half an hour on the telephone."""
        Session.objects.all().delete()

    def fetch(self, page: Page, path: str) -> bytes:
        answer = page.request.get(self.url + path)
        assert answer.ok, answer.status
        return answer.body()
