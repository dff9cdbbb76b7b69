"""The life of an incident (4(3)オ・カ) and of each of its steps."""

from django.db import models


class IncidentStatus(models.TextChoices):
    REPORTED = "REPORTED", "発見"
    WITH_HEAD = "WITH_HEAD", "所属長受領"
    WITH_CISO = "WITH_CISO", "統括責任者受領"
    RESPONDING = "RESPONDING", "対応中"
    RESOLVED = "RESOLVED", "収束"
    CLOSED = "CLOSED", "終結"


_S = IncidentStatus
# Straight up where no head is in post, or where the CISO takes it first.
TRANSITIONS: dict[IncidentStatus, frozenset[IncidentStatus]] = {
    _S.REPORTED: frozenset({_S.WITH_HEAD, _S.WITH_CISO}),
    _S.WITH_HEAD: frozenset({_S.WITH_CISO}),
    _S.WITH_CISO: frozenset({_S.RESPONDING}),
    _S.RESPONDING: frozenset({_S.RESOLVED}),
    _S.RESOLVED: frozenset({_S.CLOSED, _S.RESPONDING}),
    _S.CLOSED: frozenset({_S.RESPONDING}),
}
STARTS = frozenset({_S.REPORTED})
BEFORE_CISO = frozenset({_S.REPORTED, _S.WITH_HEAD})
UNDER_WAY = frozenset({_S.REPORTED, _S.WITH_HEAD, _S.WITH_CISO, _S.RESPONDING})
OPEN = UNDER_WAY | {_S.RESOLVED}


class StepStatus(models.TextChoices):
    WAITING = "WAITING", "まだ"
    DONE = "DONE", "済"
    NOT_APPLICABLE = "NOT_APPLICABLE", "該当なし"


# Back again where it was ticked by mistake, with the reason on the time line.
STEP_TRANSITIONS: dict[StepStatus, frozenset[StepStatus]] = {
    StepStatus.WAITING: frozenset({StepStatus.DONE, StepStatus.NOT_APPLICABLE}),
    StepStatus.DONE: frozenset({StepStatus.WAITING}),
    StepStatus.NOT_APPLICABLE: frozenset({StepStatus.WAITING}),
}
STEP_STARTS = frozenset({StepStatus.WAITING})
