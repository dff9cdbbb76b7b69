"""The first thing of every step: the incident as it is now, held until the step ends."""

from accounts.services.locking import locked as hold_account
from incidents.models import Incident


def locked(incident: Incident) -> Incident:
    """With the account of its 異常, which is received and settled with it: before the trail."""
    held = Incident.objects.with_names().select_for_update(of=("self",)).get(pk=incident.pk)
    if held.alarm:
        hold_account(held.account)
    return held
