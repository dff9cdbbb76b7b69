"""Taking a plan: all rows or none."""

from collections.abc import Iterable
from typing import TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)
_BATCH = 500


class Overtaken(Exception):
    """Somebody else stored one of the rows meanwhile; nothing of the plan was taken."""


def locked(model: type[Row], keys: Iterable[int]) -> dict[int, Row]:
    """Held until the transaction ends, in one order, so that two takings cannot cross."""
    wanted, found = sorted(keys), {}
    for start in range(0, len(wanted), _BATCH):
        rows = model._base_manager.select_for_update().filter(pk__in=wanted[start : start + _BATCH])
        found |= {row.pk: row for row in rows.order_by("pk")}
    return found
