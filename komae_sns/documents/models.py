"""文書番号 without gaps, and frozen papers stored once under their hash."""

from django.db import models

from komae_sns.staff.models import Department


class DocumentNumber(models.Model):
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    fiscal_year = models.PositiveSmallIntegerField("年度")
    number = models.PositiveIntegerField("番号")
    title = models.CharField("件名", max_length=200)
    issued_at = models.DateTimeField("発番日時")

    class Meta:
        verbose_name = verbose_name_plural = "文書番号"
        constraints = [
            models.UniqueConstraint(
                fields=["department", "fiscal_year", "number"], name="document_number_once"
            )
        ]
