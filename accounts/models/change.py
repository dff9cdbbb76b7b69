"""変更の記録: what changed of a running account, from what to what, and who decided it."""

from typing import Self

from django.db import models
from django.db.models import Q

from accounts.models.decision import Decision
from accounts.models.official_account import OfficialAccount
from komae_sns.staff.models import User


class AccountChangeQuerySet(models.QuerySet["AccountChange"]):
    def newest_first(self) -> Self:
        return self.order_by("-pk")

    def with_names(self) -> Self:
        return self.select_related("decided_by", "decision")


class AccountChange(models.Model):
    """One fact of one account. Only added: the account holds what is true now."""

    class DecidedAs(models.TextChoices):
        COMMITTEE = "COMMITTEE", "委員会の決定"
        HEAD = "HEAD", "所属長の決定"
        SECRETARIAT = "SECRETARIAT", "事務局の記録"

    account = models.ForeignKey(
        OfficialAccount, models.PROTECT, related_name="changes", verbose_name="アカウント"
    )
    field = models.CharField("項目", max_length=40)
    label = models.CharField("項目名", max_length=60)
    old = models.TextField("変更前", blank=True)
    new = models.TextField("変更後", blank=True)
    decided_as = models.CharField("決定のしかた", max_length=12, choices=DecidedAs)
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, related_name="changes", verbose_name="決定"
    )
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="決定者")
    valid_from = models.DateField("いつから")
    reason = models.TextField("理由", blank=True)
    recorded_at = models.DateTimeField("記録日時", auto_now_add=True)

    objects = AccountChangeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "変更の記録"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_as="COMMITTEE", decision__isnull=False)
                | (~Q(decided_as="COMMITTEE") & Q(decision__isnull=True)),
                name="account_change_has_its_decision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}（{self.account_id}）"
