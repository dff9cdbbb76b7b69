"""A file too large for a page's time: asked for, made by a worker, waiting for who asked."""

from datetime import datetime
from pathlib import Path
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from komae_sns.addresses import address_of
from komae_sns.documents.status import STARTS, TRANSITIONS, UNFINISHED, ExportStatus
from komae_sns.lives import Life
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import User


class ExportQuerySet(models.QuerySet["Export"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own, and nobody else's."""
        return self.filter(owner=actor.user)

    def unfinished(self) -> Self:
        return self.filter(status__in=UNFINISHED)

    def free_at(self, now: datetime) -> Self:
        """Waiting, or left by a worker whose lease has run out."""
        left = Q(status=ExportStatus.RUNNING, lease_until__lt=now)
        return self.filter(Q(status=ExportStatus.QUEUED) | left)

    def held_by(self, claim: str) -> Self:
        return self.filter(status=ExportStatus.RUNNING, claim=claim)

    def expired_at(self, now: datetime) -> Self:
        return self.filter(status=ExportStatus.DONE, expires_at__lte=now).exclude(stored_as="")


class Export(Life):
    STATUS, TRANSITIONS, STARTS = ExportStatus, TRANSITIONS, STARTS

    kind = models.CharField("種類", max_length=40)
    title = models.CharField("題名", max_length=200)
    owner = models.ForeignKey(User, models.PROTECT, related_name="exports", verbose_name="頼んだ人")
    parameters = models.JSONField("条件", default=dict)
    status = models.CharField("状態", max_length=10, choices=ExportStatus)
    done = models.PositiveIntegerField("できた数", default=0)
    total = models.PositiveIntegerField("全体の数", default=0)
    # Of the worker that makes it: a second one takes over when the lease has run out.
    claim = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField("試みた回数", default=0)
    stored_as = models.CharField(max_length=80, blank=True)  # blank again once it has expired
    file_name = models.CharField("ファイル名", max_length=200, blank=True)
    size = models.PositiveBigIntegerField("バイト数", default=0)
    # Appointments by whose rights it was made.
    posts = models.JSONField("受け取れる職", default=list)
    remark = models.TextField("できあがりについて", blank=True)
    created_at = models.DateTimeField("頼んだ日時")
    finished_at = models.DateTimeField("終わった日時", null=True)
    expires_at = models.DateTimeField("受け取れる期限", null=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "まとめて作る文書"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["status", "id"], name="export_status"),
            models.Index(fields=["owner", "id"], name="export_owner"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status=ExportStatus.RUNNING)
                | Q(lease_until__isnull=False) & ~Q(claim=""),
                name="export_running_has_its_worker",
            ),
            models.CheckConstraint(
                condition=~Q(status=ExportStatus.DONE)
                | Q(finished_at__isnull=False, expires_at__isnull=False),
                name="export_done_has_its_end",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address_of("documents:export-detail", self.pk)

    @property
    def is_unfinished(self) -> bool:
        return self.status in UNFINISHED

    @property
    def is_waiting(self) -> bool:
        return self.status == ExportStatus.QUEUED

    @property
    def is_ready(self) -> bool:
        return self.status == ExportStatus.DONE and bool(self.stored_as)

    def is_due_to(self, actor: Actor) -> bool:
        """They still hold what let them see everything in it."""
        return {*self.posts} <= {a.pk for a in actor.appointments}

    @property
    def path(self) -> Path:
        return Path(settings.EXPORTS_ROOT) / self.stored_as
