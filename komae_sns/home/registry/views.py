"""/registry/: pages for citizens."""

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from accounts.address.reading import LONGEST_TEXT
from accounts.models import Service
from komae_sns.documents.press import PressFailed
from komae_sns.documents.responses import pdf_response
from komae_sns.documents.services import MissingGlyphs
from komae_sns.home.registry import asking, data_files, links, warnings
from komae_sns.home.registry.city import words
from komae_sns.home.registry.entries import published, stream
from komae_sns.home.registry.fakes import all_fakes
from komae_sns.home.registry.feed import atom
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


def data_answer(pieces: Any, kind: str) -> HttpResponse:
    """Open to scripts of other sites: the same for everybody, and no cookie tells who asks."""
    make = HttpResponse if isinstance(pieces, (str, bytes)) else StreamingHttpResponse
    return make(
        pieces,
        content_type=f"{kind}; charset=utf-8",
        headers={"Access-Control-Allow-Origin": "*"},
    )


def not_found(request: HttpRequest) -> HttpResponse:
    return page(request, "not_found", status=404)


@public
def index(request: HttpRequest) -> HttpResponse:
    try:
        found = listed(request.GET.dict())
    except NoSuchList:
        return not_found(request)
    return page(request, "index", place="list", found=found, warnings=warnings.standing())


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
    services, seq = list(Service.objects.order_by("sort", "pk")), seen_up_to(request)
    answer = asking.ask(text, services, service=service, seq=seq) if text else None
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
def accounts_json(request: HttpRequest) -> HttpResponse:
    return data_answer(data_files.accounts_json(stream(published())), "application/json")


@public
def accounts_csv(request: HttpRequest) -> HttpResponse:
    return data_answer(data_files.accounts_csv(stream(published())), "text/csv")


@public
def warning_list(request: HttpRequest) -> HttpResponse:
    told = warnings.warnings_of(warnings.once_public())
    return page(request, "warnings", place="warnings", **warnings.parted(told))


@public
def warning(request: HttpRequest, pk: int) -> HttpResponse:
    found = warnings.warnings_of(warnings.once_public().filter(pk=pk))
    if not found:
        return not_found(request)
    return page(request, "warning", place="warnings", warning=found[0])


@public
def warnings_feed(request: HttpRequest) -> HttpResponse:
    told = warnings.lately(warnings.warnings_of(warnings.once_public()))
    return data_answer(atom(told), "application/atom+xml")


@public
def warnings_json(request: HttpRequest) -> HttpResponse:
    told = warnings.warnings_of(warnings.once_public())
    return data_answer(data_files.warnings_json(told, all_fakes()), "application/json")
