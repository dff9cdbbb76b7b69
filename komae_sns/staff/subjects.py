"""The rows that entries of the trail are about."""

from collections import defaultdict
from collections.abc import Iterable

from django.apps import apps
from django.db import models

from komae_sns.audit.models import Entry


def subjects_of(entries: Iterable[Entry]) -> dict[int, models.Model]:
    """By seq; one query for each kind of subject."""
    by_kind: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_kind[entry.subject_type].append(entry)
    found: dict[int, models.Model] = {}
    for kind, told in by_kind.items():
        rows = apps.get_model(kind)._base_manager.in_bulk([int(e.subject_id) for e in told])
        found |= {e.seq: row for e in told if (row := rows.get(int(e.subject_id)))}
    return found
