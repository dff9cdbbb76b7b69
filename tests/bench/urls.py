from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def empty(request: HttpRequest) -> HttpResponse:
    """A logged-in page that says nothing: session and person, as every page has them."""
    return HttpResponse(request.user.get_username())


urlpatterns = [path("bench/empty/", empty), path("", include("komae_sns.urls"))]
