"""文書番号 without gaps or doubles, and papers that stay as they were printed."""

from typing import Self

from django.db import models
from django.db.models import Q

from komae_sns.staff.models import Department


class NumberCounter(models.Model):
    """The last number given out: the row everybody locks before taking the next one."""

    symbol = models.CharField("文書記号", max_length=50)
    fiscal_year = models.PositiveSmallIntegerField("年度")
    last = models.PositiveIntegerField("最後の番号")

    class Meta:
        verbose_name = verbose_name_plural = "文書番号の数え"
        constraints = [
            models.UniqueConstraint(fields=["symbol", "fiscal_year"], name="number_counter_once")
        ]


class DocumentNumber(models.Model):
    """Counted by symbol, not by row of 部課: a section renamed within the 年度 counts on."""

    department = models.ForeignKey(
        Department, models.PROTECT, related_name="+", verbose_name="部課"
    )
    symbol = models.CharField("文書記号", max_length=50)
    fiscal_year = models.PositiveSmallIntegerField("年度")
    number = models.PositiveIntegerField("番号")
    text = models.CharField("文書番号", max_length=100)
    title = models.CharField("件名", max_length=200)
    issued_at = models.DateTimeField("発番日時")

    class Meta:
        verbose_name = verbose_name_plural = "文書番号"
        constraints = [
            models.UniqueConstraint(
                fields=["symbol", "fiscal_year", "number"], name="document_number_once"
            ),
            models.CheckConstraint(condition=Q(number__gt=0), name="document_number_from_1"),
        ]

    def __str__(self) -> str:
        return self.text


class PaperQuerySet(models.QuerySet["Paper"]):
    def of(self, subject: models.Model) -> Self:
        return self.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))


class Paper(models.Model):
    """One printed PDF, kept under its hash (paper_files); one per kind, subject and edition."""

    kind = models.CharField("種類", max_length=50)
    title = models.CharField("題名", max_length=200)
    subject_type = models.CharField("対象の種類", max_length=80)
    subject_id = models.CharField("対象の番号", max_length=40)
    edition = models.PositiveIntegerField("版")
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveIntegerField("バイト数")
    pages = models.PositiveIntegerField("ページ数")
    created_at = models.DateTimeField("作成日時")

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "保存した文書"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_type", "subject_id", "edition"], name="paper_once"
            )
        ]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="paper_subject")]

    def __str__(self) -> str:
        return self.title
