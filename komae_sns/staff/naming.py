"""The people whom the rows of a page name, in one question for all of them.

A page of an incident has six kinds of rows and names some twenty people: to join each kind with
its people takes longer than to read them once.
"""

from collections.abc import Iterable
from functools import cache

from django.db.models import Field, Model

from komae_sns.staff.models import Appointment, User


def name_people(rows: Iterable[Model]) -> None:
    """Fill in every key that leads to a person, or to a post with its holder: two queries."""
    rows = list(rows)
    for named in (User.objects.all(), Appointment.objects.select_related("user")):
        keys = [
            (row, field)
            for row in rows
            for field in _keys_to(named.model, type(row))
            if getattr(row, field.attname) is not None
        ]
        found = named.in_bulk({getattr(row, field.attname) for row, field in keys})
        for row, field in keys:
            setattr(row, field.name, found[getattr(row, field.attname)])


@cache
def _keys_to(named: type[Model], model: type[Model]) -> tuple[Field, ...]:
    return tuple(field for field in model._meta.concrete_fields if field.related_model is named)
