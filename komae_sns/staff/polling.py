"""Parts that a page asks for by the clock: nobody need be sitting there."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_htmx.http import HttpResponseStopPolling, reswap

HEADER = "X-Timed"  # hx-headers beside every hx-trigger="every …"


def is_by_the_clock(request: HttpRequest) -> bool:
    return HEADER in request.headers


def answer(
    request: HttpRequest, template: str, context: dict[str, Any], *, goes_on: bool
) -> HttpResponse:
    """The part; with 286, after which the page asks no more, once nothing goes on."""
    is_last = is_by_the_clock(request) and not goes_on
    status = HttpResponseStopPolling.status_code if is_last else 200
    return render(request, template, context, status=status)


def stop() -> HttpResponse:
    """The page stays as it is, with all that was typed into it, and asks no more."""
    return reswap(HttpResponseStopPolling(), "none")
