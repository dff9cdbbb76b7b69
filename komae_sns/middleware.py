"""Input that no database can hold is refused before anybody looks at it."""

from collections.abc import Callable, Iterable
from urllib.parse import unquote

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError

from komae_sns import errors
from komae_sns.lives import WrongStatus
from komae_sns.text import cannot_be_stored


class RefuseUnstorableText:
    """400 for NUL and lone surrogates in path, query, form, file name or cookie.

    Headers need no look: the server refuses NUL in them and reads their bytes as Latin-1.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            refused = any(map(cannot_be_stored, _texts(request)))
        except (MultiPartParserError, TooManyFieldsSent, UnicodeError):
            refused = True
        except RequestDataTooBig:
            return errors.too_large(request)
        return errors.bad_request(request) if refused else self.get_response(request)


class ExplainRefusedMethod:
    """A button's own address, opened by hand or reloaded, says so instead of showing nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or response.content:
            return response
        explained = errors.method_not_allowed(request)
        explained.headers["Allow"] = response.headers["Allow"]
        return explained


def _texts(request: HttpRequest) -> Iterable[str]:
    yield request.path
    yield unquote(request.META.get("QUERY_STRING", ""), errors="surrogateescape")
    yield from request.COOKIES.values()
    for values in (request.GET, request.POST):
        for key, items in values.lists():
            yield key
            yield from items
    for key, files in request.FILES.lists():
        yield key
        yield from (file.name or "" for file in files)


class TellThatItMovedOn:
    """409 where somebody else was quicker: the status no longer allows what was clicked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, WrongStatus):
            return errors.moved_on(request, exception.thing)
        return None
