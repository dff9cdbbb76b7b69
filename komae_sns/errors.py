"""Pages for what went wrong, in plain Japanese, with what the reader can do next."""

from django.contrib.auth.decorators import login_not_required
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

WORTH_KEEPING = 10  # characters; shorter ones are ids and choices


def _page(request: HttpRequest, status: int, **context: object) -> HttpResponse:
    return render(request, f"errors/{status}.html", context, status=status)


@login_not_required
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 400)


@login_not_required
def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 403, reason=str(exception or ""))


@login_not_required
def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 404)


@login_not_required
def method_not_allowed(request: HttpRequest) -> HttpResponse:
    return _page(request, 405)


@login_not_required
def too_large(request: HttpRequest) -> HttpResponse:
    return _page(request, 413)


def moved_on(request: HttpRequest, thing: models.Model | None = None) -> HttpResponse:
    """The thing is in another status than the page that was clicked; what was typed is kept."""
    typed = [
        text
        for name, values in request.POST.lists()
        for text in values
        if len(text) > WORTH_KEEPING and "password" not in name and not name.startswith("csrf")
    ]
    return _page(request, 409, typed=typed, thing=thing)


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    return _page(request, 500)


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token is old: another log-in or a very old page."""
    return render(request, "errors/403_csrf.html", status=403)
