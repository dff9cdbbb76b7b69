"""Pages for some posts only: who may not, does not see that the page is there (DESIGN 6)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from komae_sns.staff.permissions import Predicate


def only_for(allowed: Predicate) -> Callable:
    """404 for everybody else."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not allowed(request.actor):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return decorate
