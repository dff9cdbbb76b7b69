"""Pages against the empty page: queries, and time as a ratio inside one interleaved run.

    python -m tests.bench.pages [ACCOUNTS] [ROUNDS]

Real PostgreSQL, two gunicorn workers, the demo city with ACCOUNTS more accounts.
"""

import http.cookiejar
import os
import re
import statistics
import subprocess
import sys
import time
import urllib.parse
import urllib.request

from tests.bench.city import seeded

BASE = "http://127.0.0.1:8791"
PAGES = {
    "empty": "/bench/empty/",
    "my work": "/",
    "register": "/accounts/",
    "register, one medium": "/accounts/?service=1",
    "register, two words": "/accounts/?q=%E5%9B%B3%E6%9B%B8%20%E5%82%AC%E3%81%97",
    "search, 防災": "/search/?q=%E9%98%B2%E7%81%BD",
    "search, 図書": "/search/?q=%E5%9B%B3%E6%9B%B8",
    "search, 給食": "/search/?q=%E7%B5%A6%E9%A3%9F",
    "search, nothing": "/search/?q=%E7%8F%8A%E7%91%9A",
    "applications": "/approvals/",
    "policies": "/policies/",
    "trail": "/audit/",
    "one account": "/accounts/{account}/",
    "one application": "/approvals/{application}/",
    "agenda item": "{item}",
    "incidents": "/incidents/",
    "one incident": "/incidents/{incident}/",
    "one incident, ended": "/incidents/{ended}/",
    "impostors": "/incidents/impostors/",
    "one impostor": "/incidents/impostors/{impostor}/",
    "warnings": "/incidents/warnings/",
    "one warning": "/incidents/warnings/{warning}/",
}
FIRST = {
    "/accounts/{account}/": ("/accounts/", r'href="(/accounts/\d+/)"'),
    "/approvals/{application}/": ("/approvals/?status=IN_REVIEW", r'href="(/approvals/\d+/)"'),
    "/incidents/{incident}/": ("/incidents/?state=RESPONDING", r'href="(/incidents/\d+/)"'),
    "/incidents/{ended}/": ("/incidents/?state=CLOSED", r'href="(/incidents/\d+/)"'),
    "/incidents/impostors/{impostor}/": (
        "/incidents/impostors/",
        r'href="(/incidents/impostors/\d+/)"',
    ),
    "/incidents/warnings/{warning}/": (
        "/incidents/warnings/",
        r'href="(/incidents/warnings/\d+/)"',
    ),
}


def main(accounts: int = 1000, rounds: int = 30) -> None:
    with seeded(accounts):
        show(*measure(PAGES, rounds))


Times = dict[str, list[float]]


def measure(wanted: dict[str, str], rounds: int) -> tuple[Times, dict[str, int]]:
    """Milliseconds of each page in each round, and its queries."""
    command = [sys.executable, "-m", "gunicorn", "-w", "2", "-b", BASE.removeprefix("http://")]
    web = subprocess.Popen([*command, "--log-level", "warning", "komae_sns.wsgi"])
    try:
        browser = _logged_in("secretariat")
        pages = {name: _address(browser, path) for name, path in wanted.items()}
        for path in pages.values():  # both workers warm
            for _ in range(6):
                _get(browser, path)
        times = {name: [] for name in pages}
        queries = {}
        for _ in range(rounds):
            for name, path in pages.items():
                milliseconds, queries[name] = _get(browser, path)
                times[name].append(milliseconds)
        return times, queries
    finally:
        web.terminate()
        web.wait()


def _logged_in(username: str) -> urllib.request.OpenerDirector:
    browser = urllib.request.build_opener(
        urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    )
    for _ in range(100):
        try:
            page = browser.open(BASE + "/login/").read().decode()
            break
        except OSError:
            time.sleep(0.2)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    fields = {
        "csrfmiddlewaretoken": token,
        "username": username,
        "password": os.environ["KOMAE_DEMO_PASSWORD"],
    }
    browser.open(BASE + "/login/", urllib.parse.urlencode(fields).encode())
    return browser


def _address(browser: urllib.request.OpenerDirector, path: str) -> str:
    """Fills in the first thing of its kind that the lists show."""
    if path in FIRST:
        return _first(browser, *FIRST[path])
    if path == "{item}":
        meeting = _first(browser, "/approvals/meetings/", r'href="(/approvals/meetings/\d+/)"')
        return _first(browser, meeting, r'href="(/approvals/meetings/\d+/items/\d+/)"')
    return path


def _first(browser: urllib.request.OpenerDirector, path: str, pattern: str) -> str:
    found = re.search(pattern, browser.open(BASE + path).read().decode())
    return found[1] if found else path


def _get(browser: urllib.request.OpenerDirector, path: str) -> tuple[float, int]:
    with browser.open(BASE + path) as answer:
        answer.read()
        return float(answer.headers["X-Milliseconds"]), int(answer.headers["X-Queries"])


def p95(taken: list[float]) -> float:
    return statistics.quantiles(taken, n=20)[18]


def show(times: Times, queries: dict[str, int]) -> None:
    empty = statistics.median(times["empty"])
    print(f"{'page':24}{'queries':>8}{'median ms':>11}{'p95 ms':>9}{'x empty':>9}")
    for name, taken in times.items():
        median, late = statistics.median(taken), p95(taken)
        print(f"{name:24}{queries[name]:>8}{median:>11.1f}{late:>9.1f}{median / empty:>9.1f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
