"""PDF of a policy: our press beside a Chromium kept running, on the same HTML and fonts.

Twice: with a page for each paper, as papers of different people have to be printed, and with one
page kept for all of them, which is quicker and would carry the state of one into the next.

Run by hand: `.venv/bin/python -m tests.bench.pdf`. Rounds are interleaved; what to compare across
machines are the ratios. Goals (DESIGN 13): draft, warm ≤ 0.4 × Chromium kept running; two pages
≤ 100 KB; the press ≤ 120 MB after 100 papers.
"""

import os
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "komae_sns.settings.local")
_files = tempfile.TemporaryDirectory(prefix="bench-")
os.environ.setdefault("KOMAE_VAR_DIR", _files.name)
django.setup()

from django.template.loader import render_to_string  # noqa: E402 - Django is set up first
from playwright.sync_api import Page, sync_playwright  # noqa: E402

from komae_sns import bootstrap  # noqa: E402
from komae_sns.city import folder  # noqa: E402
from komae_sns.documents import fonts, press, services  # noqa: E402

ROUNDS, PAPERS = 20, 100
TITLE = "狛江市秘書広報室X運用ポリシー"


def sample_context(number: int) -> dict[str, object]:
    """The city's sample policy; every paper differs a little."""
    sample = tomllib.loads((folder() / "sample_policy.toml").read_text("utf-8"))
    articles = [
        {
            "number": article["number"],
            "caption": f"（{article['caption']}）",
            "paragraphs": [
                {"number": str(n) if n > 1 else "", "text": p["text"], "items": _items(p)}
                for n, p in enumerate(article["paragraph"], start=1)
            ],
        }
        for article in sample["article"]
    ]
    return {"articles": articles, "date_line": f"令和8年12月{number % 28 + 1}日", "draft": True}


def _items(paragraph: dict) -> list[dict[str, str]]:
    return [
        {"number": f"({n})", "text": item["text"]}
        for n, item in enumerate(paragraph.get("items", ()), start=1)
    ]


def ours(number: int) -> bytes:
    return services.print_paper("policy", sample_context(number), title=TITLE).pdf


FONTCONFIG = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><cachedir>{folder}/cache</cachedir>{fonts}</fontconfig>"""


@contextmanager
def chromium() -> Iterator[tuple[Callable[[int], bytes], Callable[[int], bytes]]]:
    """Kept running, with the whole fonts installed: a page for each paper, and one for all."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        browser = playwright.chromium.launch(
            executable_path=bootstrap.browser(), env={**os.environ, **_fonts_installed(folder)}
        )
        kept = browser.new_page()
        css = services.paper_style_sheet()

        def in_its_own_page(number: int) -> bytes:
            with closing(browser.new_page()) as page:
                return render(page, number)

        def render(page: Page, number: int) -> bytes:
            context = {**sample_context(number), "title": TITLE}
            html = render_to_string("papers/policy.html", context)
            page.set_content(html.replace("</head>", f"<style>{css}</style></head>"))
            return page.pdf(prefer_css_page_size=True, tagged=True, outline=True)

        yield in_its_own_page, partial(render, kept)
        browser.close()


def _fonts_installed(folder: Path) -> dict[str, str]:
    """The names of our style sheets stand for the wheels' fonts."""
    aliases = "".join(
        f"<dir>{face.path.parent}</dir><alias binding='same'><family>{face.family}</family>"
        f"<prefer><family>{name}</family></prefer></alias>"
        for face, name in zip(
            fonts.faces(), ("Noto Serif JP", "Noto Sans JP", "Noto Sans CJK JP"), strict=True
        )
    )
    file = folder / "fonts.conf"
    file.write_text(FONTCONFIG.format(folder=folder, fonts=aliases))
    return {"FONTCONFIG_FILE": str(file)}


class Cost(NamedTuple):
    """Of one paper, in milliseconds and bytes."""

    wall: float
    size: int


def cost(make: Callable[[int], bytes], number: int) -> Cost:
    start = perf_counter()
    pdf = make(number)
    return Cost((perf_counter() - start) * 1000, len(pdf))


def resident_megabytes(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def report(name: str, own: Sequence[Cost], other: Sequence[Cost]) -> None:
    for which, pick in (("median", median), ("best", min)):
        ours_, theirs = (pick(cost.wall for cost in costs) for costs in (own, other))
        print(f"{name}, {which}: {ours_:.0f} ms, Chromium {theirs:.0f}: × {ours_ / theirs:.2f}")


def main() -> None:
    start = perf_counter()
    press.warm()
    print(f"press from nothing to its first paper: {perf_counter() - start:.2f} s")
    with chromium() as (own_page, kept_page):
        makers = (ours, own_page, kept_page)
        for make in makers:
            cost(make, 0)
        rounds = [[cost(make, number) for make in makers] for number in range(ROUNDS)]
    own, in_its_own_page, in_one_page = zip(*rounds, strict=True)
    report("draft, warm, a page each", own, in_its_own_page)
    report("draft, warm, one page kept", own, in_one_page)
    print(f"two pages: {own[0].size / 1000:.0f} KB, Chromium {in_one_page[0].size / 1000:.0f} KB")
    for number in range(PAPERS):
        ours(number)
    print(f"press after {PAPERS} papers: {resident_megabytes(press.pid()):.0f} MB")
    start = perf_counter()
    fonts.cut_for(render_to_string("papers/policy.html", sample_context(1)))
    print(f"cutting the fonts: {(perf_counter() - start) * 1000:.0f} ms of it")


if __name__ == "__main__":
    main()
