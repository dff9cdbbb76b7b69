"""PDF of a policy: our press beside a Chromium kept running, on the same HTML and fonts.

Run by hand: `.venv/bin/python -m tests.bench.pdf`. Rounds are interleaved; what to compare across
machines are the ratios. Goals (DESIGN 13): draft, warm ≤ 0.4 × Chromium kept running; two pages
≤ 100 KB; the press ≤ 120 MB after 100 papers.
"""

import os
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from operator import attrgetter
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


FONTCONFIG = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><cachedir>{folder}/cache</cachedir>{fonts}</fontconfig>"""


@contextmanager
def chromium() -> Iterator[Callable[[int], bytes]]:
    """Kept running, its page too, with the whole fonts installed: what one would take instead."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        browser = playwright.chromium.launch(
            executable_path=bootstrap.browser(), env={**os.environ, **_fonts_installed(folder)}
        )
        page = browser.new_page()
        css = services.paper_style_sheet()

        def render(number: int) -> bytes:
            context = {**sample_context(number), "title": TITLE}
            html = render_to_string("papers/policy.html", context)
            page.set_content(html.replace("</head>", f"<style>{css}</style></head>"))
            return page.pdf(prefer_css_page_size=True, tagged=True, outline=True)

        yield render
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
    """Of one paper, in milliseconds; `cpu` of all processes of this run: steadier when busy."""

    wall: float
    cpu: float
    size: int


def cost(make: Callable[[int], bytes], number: int) -> Cost:
    wall, cpu = perf_counter(), cpu_seconds()
    pdf = make(number)
    return Cost((perf_counter() - wall) * 1000, (cpu_seconds() - cpu) * 1000, len(pdf))


def cpu_seconds() -> float:
    """User and system time of this process and of all below it."""
    ticks, family = 0, {os.getpid()}
    for fields in sorted(processes(), key=lambda fields: int(fields[0])):
        if int(fields[0]) in family or int(fields[2]) in family:
            family.add(int(fields[0]))
            ticks += int(fields[12]) + int(fields[13])
    return ticks / os.sysconf("SC_CLK_TCK")


def processes() -> Iterator[list[str]]:
    """pid, state, parent and so on, as proc(5) counts them but for the name."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            pid, _, rest = stat.read_text().partition(" (")
            yield [pid, *rest.rpartition(") ")[2].split()]


def resident_megabytes(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def report(own: Sequence[Cost], other: Sequence[Cost]) -> None:
    for name, of, pick in (
        ("median", attrgetter("wall"), median),
        ("best", attrgetter("wall"), min),
        ("CPU, median", attrgetter("cpu"), median),
    ):
        ours_, theirs = pick(map(of, own)), pick(map(of, other))
        print(f"draft, warm, {name}: {ours_:.0f} ms, Chromium {theirs:.0f}: × {ours_ / theirs:.2f}")
    print(f"two pages: {own[0].size / 1000:.0f} KB, Chromium {other[0].size / 1000:.0f} KB")


def main() -> None:
    start = perf_counter()
    press.warm()
    print(f"press from nothing to its first paper: {perf_counter() - start:.2f} s")
    with chromium() as theirs:
        cost(theirs, 0), cost(ours, 0)
        rounds = [(cost(ours, n), cost(theirs, n)) for n in range(ROUNDS)]
    report(*zip(*rounds, strict=True))
    for number in range(PAPERS):
        ours(number)
    print(f"press after {PAPERS} papers: {resident_megabytes(press.pid()):.0f} MB")
    start = perf_counter()
    fonts.cut_for(render_to_string("papers/policy.html", sample_context(1)))
    print(f"cutting the fonts: {(perf_counter() - start) * 1000:.0f} ms of it")


if __name__ == "__main__":
    main()
