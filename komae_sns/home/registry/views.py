"""/registry/: pages for citizens."""

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from accounts.address.reading import LONGEST_TEXT
from accounts.models import Service
from komae_sns.documents.press import PressFailed
from komae_sns.documents.responses import pdf_response
from komae_sns.documents.services import MissingGlyphs
from komae_sns.home.registry import asking, data_files, links
from komae_sns.home.registry.city import words
from komae_sns.home.registry.entries import published, stream
from komae_sns.home.registry.fields import FIELDS
from komae_sns.home.registry.freshness import public, seen_up_to
from komae_sns.home.registry.listing import NoSuchList, listed
from komae_sns.home.registry.qr import svg
from komae_sns.home.registry.shown import shown, version_in_force
from policies import papers

AT = links.Portal()


def page(request: HttpRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    shared = {"at": AT, "words": words()}
    return render(request, f"registry/{template}.html", shared | context, status=status)


def not_found(request: HttpRequest) -> HttpResponse:
    return page(request, "not_found", status=404)


@public
def index(request: HttpRequest) -> HttpResponse:
    try:
        return page(request, "index", place="list", found=listed(request.GET.dict()))
    except NoSuchList:
        return not_found(request)


@public
def account(request: HttpRequest, key: str) -> HttpResponse:
    found = shown(key)
    return page(request, "account", account=found) if found else not_found(request)


@public
def account_qr(request: HttpRequest, key: str) -> HttpResponse:
    """Leads to the page of the account, which says how it stands on the day it is scanned."""
    if not published().filter(public_key=key).exists():
        return not_found(request)
    return HttpResponse(svg(links.permanent(links.account(key))), content_type="image/svg+xml")


@public
def account_policy(request: HttpRequest, key: str, policy: int, number: int) -> HttpResponse:
    version = version_in_force(key, policy, number)
    if version is None:
        return not_found(request)
    try:
        pdf = papers.policy_pdf(version)
    except (MissingGlyphs, PressFailed):
        return not_found(request)
    response = pdf_response(pdf, papers.file_name(version))
    del response["Cache-Control"]  # the same for everybody
    return response


@public
def check(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "")
    service = request.GET.get("service", "")
    answer = asking.ask(text, service=service, seq=seen_up_to(request)) if text else None
    services = Service.objects.order_by("sort", "pk")
    asked = {
        "answer": answer,
        "text": text[:LONGEST_TEXT],
        "service": service,
        "services": services,
    }
    return page(request, "check", place="check", **asked)


@public
def data(request: HttpRequest) -> HttpResponse:
    return page(request, "data", place="data", fields=FIELDS)


@public
def accounts_json(request: HttpRequest) -> StreamingHttpResponse:
    pieces = data_files.accounts_json(stream(published()))
    return StreamingHttpResponse(pieces, content_type="application/json; charset=utf-8")


@public
def accounts_csv(request: HttpRequest) -> StreamingHttpResponse:
    pieces = data_files.accounts_csv(stream(published()))
    return StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
