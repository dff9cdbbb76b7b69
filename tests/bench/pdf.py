"""PDF of a policy: our press beside a Chromium kept running, on the same HTML and fonts.

Run by hand: `.venv/bin/python -m tests.bench.pdf`. Rounds are interleaved; what to compare across
machines are the ratios. Goals (DESIGN 13): draft, warm ≤ 0.4 × Chromium kept running; two pages
≤ 100 KB; the press ≤ 120 MB after 100 papers.
"""

import os
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "komae_sns.settings.local")
os.environ.setdefault("KOMAE_VAR_DIR", tempfile.mkdtemp(prefix="bench-"))
django.setup()

from django.template.loader import render_to_string  # noqa: E402 - Django is set up first
from playwright.sync_api import sync_playwright  # noqa: E402

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


@contextmanager
def chromium() -> Iterator[Callable[[int], bytes]]:
    """Kept running, its page too; the whole fonts are read from disk once."""
    declared = "".join(
        f"@font-face {{ font-family: {face.family}; src: url({face.path.as_uri()}) }}"
        for face in fonts.faces()
    )
    css = declared + services.paper_style_sheet()
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as temporary:
        browser = playwright.chromium.launch(executable_path=bootstrap.browser())
        page = browser.new_page()
        file = Path(temporary) / "policy.html"

        def render(number: int) -> bytes:
            html = render_to_string(
                "papers/policy.html", {**sample_context(number), "title": TITLE}
            )
            file.write_text(html.replace("</head>", f"<style>{css}</style></head>"))
            page.goto(file.as_uri())
            return page.pdf(format="A4", tagged=True, outline=True)

        yield render
        browser.close()


def timed(make: Callable[[int], bytes], number: int) -> tuple[float, int]:
    start = perf_counter()
    pdf = make(number)
    return (perf_counter() - start) * 1000, len(pdf)


def resident_megabytes(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def main() -> None:
    start = perf_counter()
    press.warm()
    print(f"press from nothing to its first paper: {perf_counter() - start:.2f} s")
    with chromium() as theirs:
        timed(theirs, 0), timed(ours, 0)
        rounds = [(timed(ours, n), timed(theirs, n)) for n in range(ROUNDS)]
    (own, own_size), (other, other_size) = (
        (median(t for t, _ in column), column[0][1]) for column in zip(*rounds, strict=True)
    )
    print(f"draft, warm: {own:.0f} ms; Chromium kept running {other:.0f} ms; × {own / other:.2f}")
    print(f"two pages: {own_size / 1000:.0f} KB; Chromium {other_size / 1000:.0f} KB")
    for number in range(PAPERS):
        ours(number)
    print(f"press after {PAPERS} papers: {resident_megabytes(press.pid()):.0f} MB")
    start = perf_counter()
    fonts.cut_for(render_to_string("papers/policy.html", sample_context(1)))
    print(f"cutting the fonts: {(perf_counter() - start) * 1000:.0f} ms of it")


if __name__ == "__main__":
    main()
