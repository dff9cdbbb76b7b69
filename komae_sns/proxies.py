"""Who calls, when a proxy of ours calls for them."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class ClientBehindProxy:
    """REMOTE_ADDR becomes the caller's, for throttling and the trail.

    Only the last address was written by our proxy; the ones before it anybody could write.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        caller = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        if caller:
            request.META["REMOTE_ADDR"] = caller
        return self.get_response(request)
