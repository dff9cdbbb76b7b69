"""PDF over HTTP: Japanese file name (RFC 5987), kept by no cache, sniffed by no browser."""

import unicodedata

from django.http import HttpResponse
from django.utils.http import content_disposition_header

_NOT_IN_FILE_NAMES = frozenset('\\/:*?"<>|')


def pdf_response(pdf: bytes, name: str, *, as_attachment: bool = False) -> HttpResponse:
    """Shown in the browser, unless `as_attachment`. The name may come from what people typed."""
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={
            "Content-Disposition": content_disposition_header(as_attachment, file_name(name)),
            "Content-Length": len(pdf),
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )


def file_name(name: str) -> str:
    """What Windows, macOS and the header take: no path, no control characters, ≤ 150 bytes."""
    stem = plain_name(name).removesuffix(".pdf").strip(" 　.") or "文書"
    return stem.encode()[:146].decode(errors="ignore") + ".pdf"


def plain_name(name: str) -> str:
    return "".join("_" if _is_refused(character) else character for character in name)


def _is_refused(character: str) -> bool:
    return character in _NOT_IN_FILE_NAMES or unicodedata.category(character).startswith("C")
