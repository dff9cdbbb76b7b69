"""`?as=pdf`, `?as=csv`, `?as=csv-sjis` and `?as=xlsx` on the address of a list."""

import tempfile
from collections.abc import Iterable
from pathlib import Path

from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header

from komae_sns.audit import services as audit
from komae_sns.documents.listings import csv_file, paper, xlsx_file
from komae_sns.documents.listings.declared import Listing, Table
from komae_sns.documents.press import PressFailed
from komae_sns.documents.responses import pdf_response
from komae_sns.text import cannot_be_stored

MOST_ON_A_PAGE = 20_000  # rows of an Excel file that a web worker makes itself
MOST_NAMED = 30  # characters without a place in Shift_JIS
FORMATS = {"pdf": "印刷用PDF", "csv": "CSV", "csv-sjis": "CSV（Shift_JIS）", "xlsx": "Excel"}
LONGEST_ADDRESS = 4_094  # characters; the web server takes no longer line
NOT_CONDITIONS = ("as", "replace", "before", "after")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def download(request: HttpRequest, listing: Listing) -> HttpResponse | None:
    """The list as a file, where the address asks for one; None where it asks for the page."""
    wanted = request.GET.get("as")
    if wanted not in FORMATS:
        return None
    if wanted == "pdf":
        return _paper(request, listing)
    table = Table.of(listing, request.GET, request.actor)
    if wanted == "xlsx":
        return _excel(request, listing, table)
    if wanted == "csv-sjis" and "replace" not in request.GET:
        missing = csv_file.missing(table, MOST_NAMED)
        if missing:
            return _ask(request, listing, missing)
    record(listing, request.GET, FORMATS[wanted], by=request.actor)
    encoding = csv_file.SHIFT_JIS if wanted == "csv-sjis" else csv_file.UTF8
    label = "Shift_JIS" if encoding == csv_file.SHIFT_JIS else "utf-8"
    lines = csv_file.lines(table, encoding)
    return _named(
        StreamingHttpResponse(lines, content_type=f"text/csv; charset={label}"), listing, "csv"
    )


class NoConditions(SuspiciousOperation):
    """What came in a form could not have stood in the address of a list: answered 400."""


def read_conditions(text: str) -> QueryDict:
    """The filter as a page of the portal sends it in a form, written as in an address."""
    if len(text) > LONGEST_ADDRESS:
        raise NoConditions
    asked = QueryDict(text)
    if any(cannot_be_stored(t) for name, values in asked.lists() for t in (name, *values)):
        raise NoConditions
    return asked


def conditions(asked: QueryDict) -> str:
    """The filter alone, as it stands in an address."""
    kept = asked.copy()
    for name in NOT_CONDITIONS:
        kept.pop(name, None)
    for name in [name for name in kept if not any(kept.getlist(name))]:
        del kept[name]
    return kept.urlencode()


@transaction.atomic
def record(listing: Listing, asked: QueryDict, form: str, *, by: object) -> None:
    """Who took which list out of the portal, and under which conditions."""
    changes = {"一覧": (None, listing.title), "形式": (None, form)}
    if chosen := QueryDict(conditions(asked)):
        changes["条件"] = (None, "、".join(f"{k}={'・'.join(v)}" for k, v in chosen.lists()))
    audit.record("documents.list_taken_out", by.user, by=by, changes=changes)


def _paper(request: HttpRequest, listing: Listing) -> HttpResponse:
    now = timezone.now()
    try:
        printed = paper.pdf(listing, request.GET, request.actor, now)
    except PressFailed as failed:
        messages.error(request, str(failed))
        return redirect(f"{request.path}?{conditions(request.GET)}")
    record(listing, request.GET, FORMATS["pdf"], by=request.actor)
    return pdf_response(printed, f"{listing.title}一覧_{timezone.localdate(now):%Y%m%d}.pdf")


def _excel(request: HttpRequest, listing: Listing, table: Table) -> HttpResponse:
    if table.count_up_to(MOST_ON_A_PAGE) > MOST_ON_A_PAGE:
        return _too_long(request, listing)
    record(listing, request.GET, FORMATS["xlsx"], by=request.actor)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "list.xlsx"
        xlsx_file.write(table, listing.title, file)
        written = file.open("rb")  # stays readable when its name is gone
    return _named(FileResponse(written, content_type=_XLSX), listing, "xlsx")


def _too_long(request: HttpRequest, listing: Listing) -> HttpResponse:
    context = {
        "title": listing.title,
        "code": listing.code,
        "query": conditions(request.GET),
        "most": f"{MOST_ON_A_PAGE:,}",
    }
    return render(request, "documents/list_too_long.html", context)


def _ask(request: HttpRequest, listing: Listing, missing: Iterable[str]) -> HttpResponse:
    context = {
        "title": listing.title,
        "characters": sorted(missing)[:MOST_NAMED],
        "has_more": len(missing) > MOST_NAMED,
        "query": conditions(request.GET),
        "geta": csv_file.GETA,
    }
    return render(request, "documents/not_in_shift_jis.html", context)


def _named(response: HttpResponse, listing: Listing, suffix: str) -> HttpResponse:
    name = f"{listing.title}_{timezone.localdate():%Y%m%d}.{suffix}"
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
