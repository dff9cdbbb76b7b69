"""What may be seen: the reviews of one's own section, or of the city."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from accounts.models import AnnualReview, ReviewYear
from accounts.permissions import is_city_staff


def visible_year(request: HttpRequest, year: int) -> ReviewYear:
    staff_alone(request)
    return get_object_or_404(ReviewYear, fiscal_year=year)


def visible_review(request: HttpRequest, year: int, pk: int) -> AnnualReview:
    staff_alone(request)
    seen = AnnualReview.objects.visible_to(request.actor).of_year(year)
    return get_object_or_404(seen.with_names(), pk=pk)


def staff_alone(request: HttpRequest) -> None:
    """Who is not of the city's staff finds nothing here."""
    if not is_city_staff(request.actor):
        raise Http404
