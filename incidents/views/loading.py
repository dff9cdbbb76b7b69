"""What every view of an incident begins with."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from incidents.models import Incident


def visible(request: HttpRequest, pk: int) -> Incident:
    """What one may not see answers 404."""
    return get_object_or_404(Incident.objects.visible_to(request.actor).with_names(), pk=pk)
