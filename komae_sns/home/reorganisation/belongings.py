"""What a section has: accounts, policies, open applications and incidents, people."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

from accounts.models import OfficialAccount
from approvals.models import Application
from incidents.models import Incident
from komae_sns.staff.models import Appointment, Department
from policies.models import Policy


@dataclass(frozen=True)
class Belongings:
    accounts: list[OfficialAccount]
    policies: list[Policy]
    applications: list[Application]
    incidents: list[Incident]
    appointments: list[Appointment]

    def keyed(self) -> Iterator[tuple[str, Any]]:
        """Those that may part; policies and incidents go with their accounts."""
        for thing in (*self.accounts, *self.applications, *self.appointments):
            yield key_of(thing), thing


def key_of(thing: models.Model) -> str:
    return f"{thing._meta.model_name}:{thing.pk}"


def belongings(section: Department, day: date) -> Belongings:
    """On the day on which it goes; people: those whose post goes on that day or begins later."""
    posts = Appointment.objects.in_section(section) | Appointment.objects.filter(department=section)
    return Belongings(
        list(
            OfficialAccount.objects.filter(department=section)
            .select_related("service", "department__parent")
            .order_by("pk")
        ),
        list(Policy.objects.filter(department=section).prefetch_related("accounts").order_by("pk")),
        list(Application.objects.open().filter(department=section).order_by("pk")),
        list(Incident.objects.open().with_names().filter(department=section).order_by("pk")),
        list(
            posts.filter(Q(ends_on=None) | Q(ends_on__gte=day))
            .select_related("user", "department")
            .distinct()
            .order_by("post", "pk")
        ),
    )
