"""The 効果測定 of one 年度: opened by the calendar, closed by the secretariat."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.status import REVIEW_YEAR_TRANSITIONS, ReviewYearStatus
from komae_sns.documents.fiscal_year import label, last_day
from komae_sns.lives import Life
from komae_sns.staff.models import User


class ReviewYearQuerySet(models.QuerySet["ReviewYear"]):
    def open(self) -> Self:
        return self.filter(status=ReviewYearStatus.OPEN)

    def newest_first(self) -> Self:
        return self.order_by("-fiscal_year")


class ReviewYear(Life):
    STATUS, TRANSITIONS = ReviewYearStatus, REVIEW_YEAR_TRANSITIONS
    STARTS = frozenset({ReviewYearStatus.OPEN})

    fiscal_year = models.PositiveSmallIntegerField("年度", unique=True)
    status = models.CharField("状態", max_length=8, choices=ReviewYearStatus)
    opened_on = models.DateField("はじめた日")
    due_on = models.DateField("期限")
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField("終えた日時", null=True)

    objects = ReviewYearQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "効果測定の年度"
        ordering = ["-fiscal_year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="OPEN", closed_at=None, closed_by=None)
                | Q(status="CLOSED", closed_at__isnull=False, closed_by__isnull=False),
                name="review_year_closed_whole",
            )
        ]

    def __str__(self) -> str:
        return f"{label(self.fiscal_year)}の効果測定"

    def get_absolute_url(self) -> str:
        return reverse("reviews:year-detail", args=[self.fiscal_year])

    @property
    def label(self) -> str:
        return label(self.fiscal_year)

    @property
    def is_open(self) -> bool:
        return self.status == ReviewYearStatus.OPEN

    def is_over_on(self, day: date) -> bool:
        """Before that another account may be opened, which is reviewed too."""
        return day > last_day(self.fiscal_year)
