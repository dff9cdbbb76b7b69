"""The outbox: a row is a mail, written in the step's own transaction, and kept as it was sent."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Self
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from komae_sns.lives import Life
from komae_sns.notices.models.notice import Notice
from komae_sns.notices.status import STARTS, TRANSITIONS, MailStatus
from komae_sns.staff.models import User

LATE = timedelta(hours=1)  # a mail that still waits after this is worth a look


def new_message_id() -> str:
    """The same on every attempt, so that a mail sent twice is shown once."""
    return f"<{uuid.uuid4().hex}@{urlsplit(settings.PORTAL_URL).hostname}>"


class MailQuerySet(models.QuerySet["Mail"]):
    def waiting(self) -> Self:
        return self.filter(status=MailStatus.WAITING)

    def undeliverable(self) -> Self:
        return self.filter(status=MailStatus.UNDELIVERABLE)

    def late_on(self, now: datetime) -> Self:
        return self.waiting().filter(created_at__lt=now - LATE)

    def due(self, now: datetime) -> Self:
        """Nobody is sending them, or who was has not come back in time."""
        free = Q(leased_until=None) | Q(leased_until__lte=now)
        return self.waiting().filter(free, next_attempt_at__lte=now)

    def leased_as(self, lease: uuid.UUID) -> Self:
        return self.waiting().filter(lease=lease)

    def first_come(self) -> Self:
        return self.order_by("next_attempt_at", "pk")

    def with_names(self) -> Self:
        return self.select_related("person", "notice")


class Mail(Life):
    """Of one notice, or of all that a day's digest tells."""

    STATUS, TRANSITIONS, STARTS = MailStatus, TRANSITIONS, STARTS

    person = models.ForeignKey(User, models.PROTECT, related_name="mails")
    notice = models.OneToOneField(Notice, models.PROTECT, null=True, related_name="mail")
    digest_on = models.DateField("まとめた日", null=True)
    status = models.CharField("状態", max_length=13, choices=MailStatus, default=MailStatus.WAITING)
    subject = models.CharField("件名", max_length=300)
    text = models.TextField("本文")
    link = models.CharField("リンク", max_length=500)
    message_id = models.CharField(max_length=300, unique=True, default=new_message_id)
    created_at = models.DateTimeField("作成", auto_now_add=True)
    attempts = models.PositiveIntegerField("試した回数", default=0)
    next_attempt_at = models.DateTimeField("次に送る日時", default=timezone.now)
    lease = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    trouble = models.CharField("サーバーの返事", max_length=300, blank=True)
    sent_at = models.DateTimeField("送信", null=True)
    sent_to = models.CharField("宛先", max_length=254, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "お知らせのメール"
        constraints = [
            models.UniqueConstraint(fields=["person", "digest_on"], name="mail_one_digest_a_day"),
            models.CheckConstraint(
                condition=Q(notice=None, digest_on__isnull=False)
                | Q(notice__isnull=False, digest_on=None),
                name="mail_of_a_notice_or_a_day",
            ),
            models.CheckConstraint(
                condition=Q(status=MailStatus.SENT, sent_at__isnull=False)
                | Q(~Q(status=MailStatus.SENT), sent_at=None),
                name="mail_sent_at_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at", "id"],
                condition=Q(status=MailStatus.WAITING),
                name="mail_waiting",
            ),
            models.Index(fields=["status", "id"], name="mail_status"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def kind_label(self) -> str:
        return self.notice.get_kind_display() if self.notice else "1日1回のまとめ"


def leased(mails: Iterable[int], lease: uuid.UUID, *, until: datetime, now: datetime) -> int:
    """Take those that are still free. The UPDATE asks again: of two senders one gets the row."""
    free = Mail.objects.due(now).filter(pk__in=mails)
    return free.update(lease=lease, leased_until=until)


class MailServer(models.Model):
    """Whether the mail server answers; one row. While it does not, nobody knocks every second."""

    away_since = models.DateTimeField(null=True)
    away_until = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    reply = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "メールサーバー"

    @classmethod
    def the_one(cls) -> "MailServer":
        return cls.objects.get_or_create(pk=1)[0]

    @classmethod
    def is_away(cls, now: datetime) -> bool:
        return cls.objects.filter(pk=1, away_until__gt=now).exists()

    @classmethod
    def went_away(cls, reply: str, *, until: datetime, now: datetime) -> None:
        cls.the_one()
        cls.objects.filter(pk=1, away_since=None).update(away_since=now)
        cls.objects.filter(pk=1).update(
            away_until=until, failures=F("failures") + 1, reply=reply[:300]
        )

    @classmethod
    def answers(cls) -> None:
        found = cls.objects.filter(pk=1).exclude(away_since=None)
        found.update(away_since=None, away_until=None, failures=0, reply="")
