"""Accounts that the city does not vouch for at the moment."""

from collections.abc import Collection

from accounts.models import StatusAlarm
from incidents.models import Incident
from komae_sns.home.registry.city import words


def doubted(accounts: Collection[int]) -> frozenset[int]:
    """Those that somebody else may hold, until the incident is closed or the alarm settled.

    Drills are told to nobody outside.
    """
    alarms = StatusAlarm.objects.unsettled().filter(account__in=accounts, domain_check=None)
    incidents = (
        Incident.objects.open()
        .real()
        .filter(account__in=accounts, kind__in=words()["doubted_kinds"])
    )
    found = alarms.order_by().values_list("account", flat=True)
    return frozenset(found.union(incidents.order_by().values_list("account", flat=True)))


def doubted_domains(accounts: Collection[int]) -> frozenset[int]:
    """Related domains of which a check found something wrong that is not settled."""
    alarms = StatusAlarm.objects.unsettled().filter(account__in=accounts)
    return frozenset(
        alarms.exclude(domain_check=None).values_list("domain_check__domain", flat=True)
    )
