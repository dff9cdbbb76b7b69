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


class ImpostorStatus(models.TextChoices):
    FOUND = "FOUND", "発見"
    JUDGED = "JUDGED", "なりすましと判断"
    REPORTED = "REPORTED", "通報済"
    GONE = "GONE", "削除確認"
    RECURRED = "RECURRED", "再発"
    MISTAKEN = "MISTAKEN", "誤認"


_I = ImpostorStatus
# Judged by a person before anything is said of it; the machine only says what is similar.
IMPOSTOR_TRANSITIONS: dict[ImpostorStatus, frozenset[ImpostorStatus]] = {
    _I.FOUND: frozenset({_I.JUDGED, _I.MISTAKEN}),
    _I.JUDGED: frozenset({_I.REPORTED, _I.GONE, _I.MISTAKEN}),
    _I.REPORTED: frozenset({_I.GONE, _I.MISTAKEN}),
    _I.GONE: frozenset({_I.RECURRED}),
    _I.RECURRED: frozenset({_I.REPORTED, _I.GONE, _I.MISTAKEN}),
    _I.MISTAKEN: frozenset({_I.FOUND}),
}
IMPOSTOR_STARTS = frozenset({_I.FOUND})
# Somebody pretends to be the city at this moment, as far as is known.
IMPOSTOR_STANDING = frozenset({_I.JUDGED, _I.REPORTED, _I.RECURRED})
IMPOSTOR_KNOWN = IMPOSTOR_STANDING | {_I.GONE}
IMPOSTOR_OVER = frozenset({_I.GONE, _I.MISTAKEN})


class WarningStatus(models.TextChoices):
    DRAFT = "DRAFT", "案"
    WAITING = "WAITING", "決裁待ち"
    PUBLISHED = "PUBLISHED", "公開中"
    CORRECTING = "CORRECTING", "公開中・訂正案"
    CORRECTION_WAITING = "CORRECTION_WAITING", "公開中・訂正の決裁待ち"
    ENDED = "ENDED", "解除"
    WITHDRAWN = "WITHDRAWN", "取下げ"
    DROPPED = "DROPPED", "取りやめ"


_W = WarningStatus
# 解除: it is over. 取下げ: it was wrong. 取りやめ: it was never public.
WARNING_TRANSITIONS: dict[WarningStatus, frozenset[WarningStatus]] = {
    _W.DRAFT: frozenset({_W.WAITING, _W.DROPPED}),
    _W.WAITING: frozenset({_W.DRAFT, _W.PUBLISHED, _W.DROPPED}),
    _W.PUBLISHED: frozenset({_W.CORRECTING, _W.ENDED, _W.WITHDRAWN}),
    _W.CORRECTING: frozenset({_W.CORRECTION_WAITING, _W.PUBLISHED, _W.ENDED, _W.WITHDRAWN}),
    _W.CORRECTION_WAITING: frozenset({_W.CORRECTING, _W.PUBLISHED, _W.ENDED, _W.WITHDRAWN}),
    _W.ENDED: frozenset(),
    _W.WITHDRAWN: frozenset(),
    _W.DROPPED: frozenset(),
}
WARNING_STARTS = frozenset({_W.DRAFT})
WARNING_PUBLIC = frozenset({_W.PUBLISHED, _W.CORRECTING, _W.CORRECTION_WAITING})
WARNING_WAITING = frozenset({_W.WAITING, _W.CORRECTION_WAITING})
WARNING_WRITTEN = frozenset({_W.DRAFT, _W.CORRECTING})
WARNING_OVER = frozenset({_W.ENDED, _W.WITHDRAWN, _W.DROPPED})


class TaskStatus(models.TextChoices):
    """再発防止策, from what an incident taught."""

    OPEN = "OPEN", "これから"
    DONE = "DONE", "済"
    DROPPED = "DROPPED", "取りやめ"


TASK_TRANSITIONS: dict[TaskStatus, frozenset[TaskStatus]] = {
    TaskStatus.OPEN: frozenset({TaskStatus.DONE, TaskStatus.DROPPED}),
    TaskStatus.DONE: frozenset(),
    TaskStatus.DROPPED: frozenset(),
}
TASK_STARTS = frozenset({TaskStatus.OPEN})
