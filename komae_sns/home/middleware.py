"""The guideline of the day: every page shows the version that is in force."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from komae_sns.city import guideline
from komae_sns.home.editions import memory


class GuidelineOfTheDay:
    """Nothing is read where a page shows no clause."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor = getattr(request, "actor", None)
        day = actor.today if actor else timezone.localdate()
        with guideline.reading(lambda: memory.in_force_on(day)):
            return self.get_response(request)
