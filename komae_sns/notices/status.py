"""The lives of a mail and of a reminder: each waits until it is told, or need not be any more."""

from django.db import models


class MailStatus(models.TextChoices):
    WAITING = "WAITING", "送信待ち"
    SENT = "SENT", "送信済"
    UNDELIVERABLE = "UNDELIVERABLE", "届かない"


_S = MailStatus
TRANSITIONS: dict[MailStatus, frozenset[MailStatus]] = {
    _S.WAITING: frozenset({_S.SENT, _S.UNDELIVERABLE}),
    _S.SENT: frozenset(),
    _S.UNDELIVERABLE: frozenset({_S.WAITING}),
}
STARTS = frozenset({_S.WAITING})


class ReminderStatus(models.TextChoices):
    WAITING = "WAITING", "これから"
    TOLD = "TOLD", "知らせた"
    SETTLED = "SETTLED", "知らせる前に済んだ"


_R = ReminderStatus
REMINDER_TRANSITIONS: dict[ReminderStatus, frozenset[ReminderStatus]] = {
    _R.WAITING: frozenset({_R.TOLD, _R.SETTLED}),
    _R.TOLD: frozenset(),
    _R.SETTLED: frozenset(),
}
REMINDER_STARTS = frozenset({_R.WAITING})
