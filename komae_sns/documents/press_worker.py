"""The press itself: a process that turns HTML into PDF, one document after another.

press.py runs this file as a script, so that the process holds WeasyPrint and nothing of the portal:
no Django, no settings, no secrets. It reads nothing but what comes through its standard input: the
fetcher knows `data:` and the fonts that came with the document, no file and no network.
It ends when its input ends (the portal has gone), when nothing came for `idle_seconds`, after any
failure, or at a limit the kernel enforces.
"""

import gc
import json
import os
import resource
import select
import shutil
import signal
import struct
import sys
from functools import lru_cache
from typing import Any

_LENGTH = struct.Struct(">I")
FONT_SCHEME = "font"
NOWHERE = "paper:"  # what relative addresses start from


class Ended(Exception):
    """The other side has closed the pipe."""


def send(descriptor: int, facts: dict[str, Any], *blobs: bytes) -> None:
    """One message: JSON facts and any number of byte strings, each behind its length."""
    head = json.dumps(facts | {"blobs": len(blobs)}).encode()
    rest = memoryview(b"".join(_LENGTH.pack(len(part)) + part for part in (head, *blobs)))
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def receive(descriptor: int) -> tuple[dict[str, Any], list[bytes]]:
    facts = json.loads(_part(descriptor))
    return facts, [_part(descriptor) for _ in range(facts["blobs"])]


def _part(descriptor: int) -> bytes:
    (length,) = _LENGTH.unpack(_exactly(descriptor, _LENGTH.size))
    return _exactly(descriptor, length)


def _exactly(descriptor: int, length: int) -> bytes:
    read = bytearray()
    while len(read) < length:
        piece = os.read(descriptor, min(length - len(read), 1 << 20))
        if not piece:
            raise Ended
        read += piece
    return bytes(read)


def main(folder: str, limits: dict[str, int]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the portal; its end is ours
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory_bytes"],) * 2)
    gc.disable()  # rubbish is collected between two papers, when nobody waits
    answers = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a stray print must not enter the pipe
    try:
        while _next_document(sys.stdin.fileno(), answers, **limits):
            pass
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _next_document(
    jobs: int, answers: int, *, idle_seconds: int, cpu_seconds: int, **_: int
) -> bool:
    """Whether the press can take another one."""
    if not select.select([jobs], [], [], idle_seconds)[0]:
        return False
    try:
        job, blobs = receive(jobs)
    except Ended:
        return False
    _allow_cpu(cpu_seconds)
    try:
        pdf, pages = print_pdf(job, dict(zip(job["families"], blobs, strict=True)))
    except Exception as failure:
        send(answers, {"failure": f"{type(failure).__name__}: {failure}"[:500]})
        return False
    send(answers, {"pages": pages}, pdf)
    gc.collect()
    return True


def _allow_cpu(seconds: int) -> None:
    """From now on: the kernel counts from the start of the process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (spent + seconds, resource.RLIM_INFINITY))


def print_pdf(job: dict[str, Any], fonts: dict[str, bytes]) -> tuple[bytes, int]:
    from weasyprint import HTML, LOGGER

    LOGGER.setLevel("ERROR")
    _embed_fonts_as_they_come()
    faces, configuration, fetcher = _loaded(tuple(fonts.items()))
    document = HTML(string=job["html"], base_url=NOWHERE, url_fetcher=fetcher).render(
        stylesheets=[faces, _style_sheet(job["css"])],
        font_config=configuration,
        pdf_variant="pdf/ua-1",
    )
    document.metadata.title = job["title"]
    document.metadata.attachments = []
    return document.write_pdf(pdf_variant="pdf/ua-1"), len(document.pages)


@lru_cache(maxsize=3)
def _loaded(fonts: tuple[tuple[str, bytes], ...]) -> tuple[Any, Any, Any]:
    """The fonts as Pango knows them. A draft is printed again and again with the same ones, and
    loading them takes a fifth of its time."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    configuration, fetcher = FontConfiguration(), locked_fetcher(dict(fonts))
    faces = CSS(string=_font_faces(dict(fonts)), font_config=configuration, url_fetcher=fetcher)
    return faces, configuration, fetcher


def _embed_fonts_as_they_come() -> None:
    """They are cut already. WeasyPrint would cut again, without libharfbuzz-subset for seconds;
    its option full_fonts spares that, but maps no ideograph variant (葛󠄀) back to text.
    """
    from weasyprint.pdf.fonts import Font

    Font.clean = lambda font, to_unicode, hinting: None


def locked_fetcher(fonts: dict[str, bytes]) -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class LockedFetcher(URLFetcher):
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
            scheme, _, name = url.partition(":")
            if scheme == FONT_SCHEME and name in fonts:
                return URLFetcherResponse(url, fonts[name], {"Content-Type": "font/otf"})
            return super().fetch(url, headers)

    return LockedFetcher(allowed_protocols=["data"], allow_redirects=False)


def _font_faces(fonts: dict[str, bytes]) -> str:
    return "".join(
        f"@font-face {{ font-family: {family}; src: url({FONT_SCHEME}:{family}) }}\n"
        for family in fonts
    )


@lru_cache(maxsize=16)
def _style_sheet(css: str) -> Any:
    """Parsed once: the papers share a few style sheets."""
    from weasyprint import CSS

    return CSS(string=css, url_fetcher=locked_fetcher({}))


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
