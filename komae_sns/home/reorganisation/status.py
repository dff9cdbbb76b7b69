"""The life of a reorganisation of one section."""

from django.db import models


class ReorganisationStatus(models.TextChoices):
    PLANNED = "PLANNED", "予定"
    DONE = "DONE", "引きつぎ済"
    CANCELLED = "CANCELLED", "取りやめ"


_S = ReorganisationStatus
TRANSITIONS: dict[ReorganisationStatus, frozenset[ReorganisationStatus]] = {
    _S.PLANNED: frozenset({_S.DONE, _S.CANCELLED}),
    _S.DONE: frozenset(),
    _S.CANCELLED: frozenset(),
}
STARTS = frozenset({_S.PLANNED})
