"""開設準備: the checklist before an account may run."""

from typing import Self

from django.db import models
from django.db.models import Q

from accounts.models.official_account import OfficialAccount
from komae_sns.staff.models import User


class OpeningCheckQuerySet(models.QuerySet["OpeningCheck"]):
    def standing(self) -> Self:
        """Not withdrawn."""
        return self.filter(withdrawn_at=None)


class OpeningCheck(models.Model):
    """One item of the city's opening checklist (opening.toml), confirmed by a person.

    A confirmation that was a mistake is withdrawn, and stays to be read.
    """

    account = models.ForeignKey(
        OfficialAccount, models.PROTECT, related_name="opening_checks", verbose_name="アカウント"
    )
    item = models.CharField("項目", max_length=40)
    confirmed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="確認者")
    confirmed_at = models.DateTimeField("確認日時")
    note = models.CharField("備考", max_length=200, blank=True)
    withdrawn_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="取り消した人"
    )
    withdrawn_at = models.DateTimeField("取り消した日時", null=True)

    objects = OpeningCheckQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "開設の確認"
        constraints = [
            models.UniqueConstraint(
                fields=["account", "item"],
                condition=Q(withdrawn_at=None),
                name="opening_check_once",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="opening_check_withdrawn_whole",
            ),
        ]
