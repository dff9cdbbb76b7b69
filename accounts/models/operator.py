"""担当者: a person who posts, for a period; a contractor sees only accounts they operate."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from komae_sns.staff.models import User


class OperatorQuerySet(models.QuerySet["Operator"]):
    def on(self, day: date) -> Self:
        return self.not_over(day).filter(starts_on__lte=day)

    def not_over(self, day: date) -> Self:
        """In effect on `day` or later."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day))

    def with_people(self) -> Self:
        return self.select_related("user", "account")


class Operator(models.Model):
    account = models.ForeignKey(
        "accounts.OfficialAccount",
        models.PROTECT,
        related_name="operators",
        verbose_name="アカウント",
    )
    user = models.ForeignKey(
        User, models.PROTECT, related_name="operated_accounts", verbose_name="担当者"
    )
    starts_on = models.DateField("はじまる日")
    ends_on = models.DateField("最後の日", null=True, blank=True)

    objects = OperatorQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "担当者"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="operator_period"
            ),
            models.UniqueConstraint(
                fields=["account", "user", "starts_on"], name="operator_once_from_a_day"
            ),
        ]

    def __str__(self) -> str:
        return self.user.name

    def is_in_effect_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)
