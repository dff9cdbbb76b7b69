"""取込み: an uploaded table, kept for its owner alone until it is taken, given up or too old."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from komae_sns.home.intake.status import STARTS, TRANSITIONS, IntakeStatus
from komae_sns.lives import Life
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import User


class IntakeQuerySet(models.QuerySet["Intake"]):
    def visible_to(self, actor: Actor) -> Self:
        """Only the owner's own: the file holds names that nobody else asked to see."""
        return self.filter(owner=actor.user)

    def looked_at(self) -> Self:
        return self.filter(status=IntakeStatus.LOOKED_AT)

    def taken(self) -> Self:
        return self.filter(status=IntakeStatus.TAKEN)

    def expired(self, now: datetime) -> Self:
        return self.looked_at().filter(expires_at__lte=now)

    def light(self) -> Self:
        return self.defer("content")


class Intake(Life):
    """`places` (column key → place), `heading` and `defaults` are what the person settled."""

    STATUS, TRANSITIONS, STARTS = IntakeStatus, TRANSITIONS, STARTS

    owner = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="取り込む人")
    kind = models.CharField("種類", max_length=20)
    status = models.CharField("状態", max_length=12, choices=IntakeStatus)
    file_name = models.CharField("ファイル名", max_length=255)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveIntegerField("バイト数")
    content = models.BinaryField("内容", blank=True)
    sheet = models.PositiveSmallIntegerField("シート", default=0)
    heading = models.PositiveIntegerField("見出しの行")
    headings_key = models.CharField("見出しの控え", max_length=64)
    places = models.JSONField("欄の対応", default=dict)
    defaults = models.JSONField("全部の行に入れる値", default=dict)
    counts = models.JSONField("結果", default=dict)
    left_out = models.PositiveIntegerField("除いた行", default=0)
    created_at = models.DateTimeField("読んだ日時")
    expires_at = models.DateTimeField("期限")
    ended_at = models.DateTimeField("終わった日時", null=True)

    objects = IntakeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "取込み"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status=IntakeStatus.LOOKED_AT, ended_at=None)
                | (~Q(status=IntakeStatus.LOOKED_AT) & Q(ended_at__isnull=False, content=b"")),
                name="intake_ended_keeps_no_content",
            )
        ]
        indexes = [
            models.Index(fields=["kind", "headings_key", "id"], name="intake_headings"),
            models.Index(fields=["owner", "id"], name="intake_owner"),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("intake:intake-detail", args=[self.pk])

    @property
    def is_looked_at(self) -> bool:
        return self.status == IntakeStatus.LOOKED_AT
