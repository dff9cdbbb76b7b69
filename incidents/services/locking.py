"""The first thing of every step: the incident as it is now, held until the step ends."""

from incidents.models import Incident


def locked(incident: Incident) -> Incident:
    return Incident.objects.with_names().select_for_update(of=("self",)).get(pk=incident.pk)
