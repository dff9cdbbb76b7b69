"""What every view of an incident begins with."""

from django.db.models import Expression
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from incidents.models import Incident


def visible(request: HttpRequest, pk: int, **more: Expression) -> Incident:
    """What one may not see answers 404. `more`: what the page needs of other tables."""
    actor = request.actor
    seen = Incident.objects.visible_to(actor).for_page(actor).annotate(**more)
    incident = get_object_or_404(seen, pk=pk)
    incident.known_operators[incident.account_id, actor.user.pk] = incident.is_operated
    return incident
