"""数字 for the yearly 効果測定 (4(5)ア): one figure of one account in one month."""

from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.models.official_account import OfficialAccount
from komae_sns.staff.models import User


class FigureQuerySet(models.QuerySet["Figure"]):
    def current(self) -> Self:
        """Without those that a correction replaced."""
        return self.filter(replaced_at=None)

    def within(self, first: date, last: date) -> Self:
        return self.filter(month__gte=first, month__lte=last)

    def last_posts(self) -> Self:
        """最後に発信した日, the newest first."""
        return self.current().filter(day__isnull=False).order_by("-month", "-pk")


class Figure(models.Model):
    """`month` is its first day. Exactly one of value, day and missing_because is given.

    A correction is a new row; the old one stays, with the time it was replaced.
    """

    class Source(models.TextChoices):
        SCREEN = "SCREEN", "アカウントの画面"
        INSIGHT = "INSIGHT", "管理画面の分析"
        CONTRACTOR = "CONTRACTOR", "受託業者の報告"
        IMPORT = "IMPORT", "表からの取込み"
        OTHER = "OTHER", "その他"

    account = models.ForeignKey(
        OfficialAccount, models.PROTECT, related_name="figures", verbose_name="アカウント"
    )
    metric = models.CharField("項目", max_length=20)
    month = models.DateField("月")
    value = models.BigIntegerField("数", null=True)
    day = models.DateField("日", null=True)
    missing_because = models.CharField("数字がない理由", max_length=200, blank=True)
    taken_on = models.DateField("数えた日")
    source = models.CharField("どこで見たか", max_length=10, choices=Source)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="記録者")
    recorded_at = models.DateTimeField("記録日時")
    replaced_at = models.DateTimeField("直した日時", null=True)

    objects = FigureQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "数字"
        ordering = ["month", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "metric", "month"],
                condition=Q(replaced_at=None),
                name="figure_once_a_month",
            ),
            models.CheckConstraint(
                condition=Q(value__gte=0, day=None, missing_because="")
                | Q(value=None, day__isnull=False, missing_because="")
                | Q(value=None, day=None) & ~Q(missing_because=""),
                name="figure_is_one_thing",
            ),
        ]


def without_figures(month: date) -> models.QuerySet[OfficialAccount]:
    """In use since before the end of that month, with nothing on record of it."""
    last_day = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    written = Figure.objects.current().filter(account=OuterRef("pk"), month=month)
    return OfficialAccount.objects.in_use().in_care_by(last_day).filter(~Exists(written))
