"""Public pages know nobody: what a caller sends as a cookie does not reach them."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

ROOT = "/registry/"


class WithoutCookies:
    """None is read, none is set, and caches are told that none matters."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(ROOT):
            return self.get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        response = self.get_response(request)
        response.cookies.clear()
        _same_for_every_cookie(response)
        return response


def _same_for_every_cookie(response: HttpResponse) -> None:
    """Asking whether somebody is logged in marks the answer, though nobody can be."""
    named = (name.strip() for name in response.headers.get("Vary", "").split(","))
    kept = [name for name in named if name and name.lower() != "cookie"]
    if kept:
        response.headers["Vary"] = ", ".join(kept)
    elif "Vary" in response.headers:
        del response.headers["Vary"]
