"""A real Chromium against the real site; skipped, with the reason printed, where there is none."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from komae_sns import bootstrap

# Playwright keeps an event loop in this thread; the tests' own database calls are plain ones.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = bootstrap.browser()
    if program is None:
        pytest.skip("Chromiumがありません（apt-get install chromium）。")
    arguments = ["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        yield browser
        browser.close()
