"""The life of a mail: it waits until a server has taken it, or until somebody must see to it."""

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
