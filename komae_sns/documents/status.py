"""The life of a file made in the background."""

from django.db import models


class ExportStatus(models.TextChoices):
    QUEUED = "QUEUED", "順番待ち"
    RUNNING = "RUNNING", "作成中"
    DONE = "DONE", "できあがり"
    CANCELLED = "CANCELLED", "取りやめ"
    FAILED = "FAILED", "失敗"


_S = ExportStatus
TRANSITIONS: dict[ExportStatus, frozenset[ExportStatus]] = {
    _S.QUEUED: frozenset({_S.RUNNING, _S.CANCELLED}),
    _S.RUNNING: frozenset({_S.DONE, _S.CANCELLED, _S.FAILED}),
    _S.DONE: frozenset(),
    _S.CANCELLED: frozenset(),
    _S.FAILED: frozenset(),
}
STARTS = frozenset({_S.QUEUED})
UNFINISHED = frozenset({_S.QUEUED, _S.RUNNING})
