"""年度報告書, fixed: its figures as they were, once and for ever."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from komae_sns.documents.fiscal_year import label
from komae_sns.documents.models import DocumentNumber
from komae_sns.staff.models import User


class AnnualReport(models.Model):
    """`facts`: figures.facts_of, with those of the 年度 before under `previous`. Only added."""

    fiscal_year = models.PositiveSmallIntegerField("年度", unique=True)
    facts = models.JSONField("数字")
    last_day = models.DateField("年度の最後の日")
    document_number = models.OneToOneField(
        DocumentNumber, models.PROTECT, related_name="+", verbose_name="文書番号"
    )
    fixed_on = models.DateField("確定した日")
    fixed_at = models.DateTimeField("確定日時")
    fixed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="確定した人")

    class Meta:
        verbose_name = verbose_name_plural = "年度報告書"
        ordering = ["-fiscal_year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(fixed_on__gt=F("last_day")), name="report_after_its_year"
            )
        ]

    def __str__(self) -> str:
        return f"{label(self.fiscal_year)} ソーシャルメディア運用年度報告書"

    def get_absolute_url(self) -> str:
        return reverse("office:report", args=[self.fiscal_year])
