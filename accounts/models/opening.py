"""開設準備: the checklist before an account may run, and who operates it."""

from django.db import models
from django.db.models import F, Q

from accounts.models.official_account import OfficialAccount
from komae_sns.staff.models import User


class OpeningCheck(models.Model):
    """One item of the city's opening checklist (opening.toml), confirmed by a person."""

    account = models.ForeignKey(
        OfficialAccount, models.PROTECT, related_name="opening_checks", verbose_name="アカウント"
    )
    item = models.CharField("項目", max_length=40)
    confirmed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="確認者")
    confirmed_at = models.DateTimeField("確認日時")
    note = models.CharField("備考", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "開設の確認"
        constraints = [
            models.UniqueConstraint(fields=["account", "item"], name="opening_check_once")
        ]


class Operator(models.Model):
    """A person who posts, for a period; a contractor sees only accounts they operate."""

    account = models.ForeignKey(
        OfficialAccount, models.PROTECT, related_name="operators", verbose_name="アカウント"
    )
    user = models.ForeignKey(
        User, models.PROTECT, related_name="operated_accounts", verbose_name="担当者"
    )
    starts_on = models.DateField("はじまる日")
    ends_on = models.DateField("最後の日", null=True, blank=True)

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
