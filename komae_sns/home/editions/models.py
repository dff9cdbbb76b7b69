"""ガイドラインの版: loaded once, never altered; the city's folder holds the first one."""

from datetime import date
from typing import Self

from django.db import models
from django.urls import reverse

from komae_sns.staff.models import User


class GuidelineVersionQuerySet(models.QuerySet["GuidelineVersion"]):
    def newest_first(self) -> Self:
        return self.order_by("-in_force_on")

    def before(self, day: date) -> Self:
        return self.filter(in_force_on__lt=day)


class GuidelineVersion(models.Model):
    """`rows` are the clauses as in guideline.toml."""

    title = models.CharField("題名", max_length=200)
    adopted_on = models.DateField("策定・改定の日")
    in_force_on = models.DateField("ポータルで使いはじめる日", unique=True)
    rows = models.JSONField("条項")
    note = models.CharField("備考", max_length=300, blank=True)
    loaded_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="登録した人"
    )
    loaded_at = models.DateTimeField("登録日時", auto_now_add=True)

    objects = GuidelineVersionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ガイドラインの版"
        ordering = ["-in_force_on"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("home:guideline-version", args=[self.pk])
