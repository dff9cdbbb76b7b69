"""Whether what was kept is still there as it was kept: each pass, and each file it found wrong."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from komae_sns.addresses import address_of
from komae_sns.documents.models.evidence import EvidenceFile
from komae_sns.documents.permissions import can_see_evidence_store
from komae_sns.staff.actors import Actor


class EvidenceCheck(models.Model):
    """One pass over all of it, every night or asked for. `strangers`: files of no row."""

    finished_at = models.DateTimeField("確かめた日時")
    files = models.PositiveIntegerField("ファイルの件数")
    damaged = models.PositiveIntegerField("保存したままでない件数")
    strangers = models.PositiveIntegerField("どの記録にもないファイルの件数")

    class Meta:
        verbose_name = verbose_name_plural = "証拠の確認"
        ordering = ["-pk"]


class EvidenceFaultQuerySet(models.QuerySet["EvidenceFault"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.all() if can_see_evidence_store(actor) else self.none()

    def standing(self) -> Self:
        return self.filter(mended_at=None)

    def mend(self, now: datetime) -> None:
        self.update(mended_at=now)


class EvidenceFault(models.Model):
    """A file that is gone or altered, from the pass that found it to the one that found it well."""

    class Part(models.TextChoices):
        KEPT = "KEPT", "閲覧用のファイル"
        SEALED = "SEALED", "封印した元のファイル"

    class Problem(models.TextChoices):
        MISSING = "MISSING", "失われた"
        ALTERED = "ALTERED", "書き換えられた"

    file = models.ForeignKey(EvidenceFile, models.PROTECT, related_name="faults")
    part = models.CharField("どのファイル", max_length=6, choices=Part)
    problem = models.CharField("異常", max_length=7, choices=Problem)
    found_at = models.DateTimeField("見つかった日時")
    mended_at = models.DateTimeField("元に戻ったと確かめた日時", null=True)

    objects = EvidenceFaultQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "証拠の異常"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["file", "part"],
                condition=Q(mended_at=None),
                name="evidence_fault_is_named_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file}（{self.get_part_display()}が{self.get_problem_display()}）"

    def get_absolute_url(self) -> str:
        return address_of("evidence:file", self.file_id)
