"""Each answer says how many queries and how long it took inside the server."""

from collections.abc import Callable
from time import perf_counter

from django.db import connection
from django.http import HttpRequest, HttpResponse


class CountQueries:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        count = 0

        def counting(execute, *arguments):
            nonlocal count
            count += 1
            return execute(*arguments)

        started = perf_counter()
        with connection.execute_wrapper(counting):
            response = self.get_response(request)
        response["X-Queries"] = str(count)
        response["X-Milliseconds"] = f"{(perf_counter() - started) * 1000:.2f}"
        return response
