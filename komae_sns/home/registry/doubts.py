"""Accounts that the city does not vouch for at the moment."""

from collections.abc import Collection

from accounts.models import StatusAlarm
from incidents.models import Incident
from komae_sns.home.registry.among import among
from komae_sns.home.registry.city import words


def doubted(accounts: Collection[int]) -> frozenset[int]:
    """Those that somebody else may hold, until the incident is closed or the alarm settled.

    Drills are told to nobody outside.
    """
    alarms = StatusAlarm.objects.unsettled().filter(domain_check=None, **among(accounts))
    kinds = words()["doubted_kinds"]
    incidents = Incident.objects.open().real().filter(kind__in=kinds, **among(accounts))
    found = alarms.order_by().values_list("account", flat=True)
    return frozenset(found.union(incidents.order_by().values_list("account", flat=True)))


def doubted_domains(accounts: Collection[int]) -> frozenset[int]:
    """Related domains of which a check found something wrong that is not settled."""
    alarms = StatusAlarm.objects.unsettled().filter(**among(accounts))
    return frozenset(
        alarms.exclude(domain_check=None).values_list("domain_check__domain", flat=True)
    )
