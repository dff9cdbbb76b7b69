"""A file brought to a form that is not sent yet: its owner's alone, gone within a day."""

import uuid
from datetime import datetime
from pathlib import Path
from typing import Self

from django.conf import settings
from django.db import models

from komae_sns.documents.evidence.antivirus import Scan
from komae_sns.documents.models.evidence import EvidenceFile
from komae_sns.staff.models import User


class UploadQuerySet(models.QuerySet["Upload"]):
    def of(self, user: User) -> Self:
        return self.filter(owner=user)

    def waiting(self) -> Self:
        return self.filter(kept_as=None)

    def left_before(self, moment: datetime) -> Self:
        return self.filter(created_at__lt=moment)


class Upload(models.Model):
    """Judged, scanned and drawn anew already. `box`: the form, in which the same bytes lie once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    box = models.UUIDField("どの画面の")
    owner = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="持ちこんだ人")
    name = models.CharField("ファイル名", max_length=100)
    media_type = models.CharField("形", max_length=40)
    size = models.PositiveIntegerField("バイト数")
    sha256 = models.CharField(max_length=64)
    original_sha256 = models.CharField(max_length=64)
    original_type = models.CharField(max_length=40)
    is_changed = models.BooleanField("描きなおした")
    scan = models.CharField("ウイルス検査", max_length=5, choices=Scan)
    taken_at = models.DateTimeField("カメラの日時", null=True)
    # Its form was sent. The row stays a while: the same form sent twice meets it again.
    kept_as = models.ForeignKey(
        EvidenceFile, models.PROTECT, null=True, related_name="+", verbose_name="保存した証拠"
    )
    created_at = models.DateTimeField("持ちこんだ日時")

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "送る前のファイル"
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "box", "original_sha256"], name="upload_lies_once_in_its_box"
            ),
        ]
        indexes = [models.Index(fields=["created_at"], name="upload_created")]

    def __str__(self) -> str:
        return self.name

    @property
    def kept_path(self) -> Path:
        return Path(settings.UPLOADS_ROOT) / f"{self.pk}.kept"

    @property
    def original_path(self) -> Path:
        return Path(settings.UPLOADS_ROOT) / f"{self.pk}.came"
