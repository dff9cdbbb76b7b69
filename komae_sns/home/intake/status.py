"""The life of a table on its way in."""

from django.db import models


class IntakeStatus(models.TextChoices):
    LOOKED_AT = "LOOKED_AT", "確認中"
    TAKEN = "TAKEN", "取込済"
    DISCARDED = "DISCARDED", "取りやめ"


_S = IntakeStatus
TRANSITIONS: dict[IntakeStatus, frozenset[IntakeStatus]] = {
    _S.LOOKED_AT: frozenset({_S.TAKEN, _S.DISCARDED}),
    _S.TAKEN: frozenset(),
    _S.DISCARDED: frozenset(),
}
STARTS = frozenset({_S.LOOKED_AT})
