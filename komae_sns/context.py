"""What every page may show: the city's names and who is reading."""

from django.http import HttpRequest

from komae_sns import city


def portal(request: HttpRequest) -> dict[str, object]:
    return {"city": city.facts(), "actor": getattr(request, "actor", None)}
