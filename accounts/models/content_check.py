"""4(3)ア: the posts of an account, read through by those who post, confirmed by its manager."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from accounts.models.official_account import OfficialAccount
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import User


class ContentCheckQuerySet(models.QuerySet["ContentCheck"]):
    def unconfirmed(self) -> Self:
        return self.filter(confirmed_at=None)

    def to_confirm_by(self, actor: Actor) -> Self:
        """Of accounts they manage, done by somebody else."""
        managed = self.filter(account__manager__in=[a.pk for a in actor.appointments])
        return managed.unconfirmed().exclude(checked_by__in=actor.persons)

    def newest_first(self) -> Self:
        return self.order_by("-checked_on", "-pk")

    def with_people(self) -> Self:
        return self.select_related("checked_by", "confirmed_by")


class ContentCheck(models.Model):
    """Both days of the period belong to it. Never changed; confirmed once."""

    class Result(models.TextChoices):
        FINE = "FINE", "問題なし"
        FOUND = "FOUND", "直すところがあった"

    account = models.ForeignKey(
        OfficialAccount, models.PROTECT, related_name="content_checks", verbose_name="アカウント"
    )
    covers_from = models.DateField("確認した期間のはじめ")
    checked_on = models.DateField("確認した日")
    result = models.CharField("結果", max_length=8, choices=Result)
    findings = models.TextField("見つかったこと", blank=True)
    response = models.TextField("どうしたか", blank=True)
    checked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="確認者")
    checked_at = models.DateTimeField("記録日時")
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="管理者"
    )
    confirmed_at = models.DateTimeField("管理者が確かめた日時", null=True)

    objects = ContentCheckQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "発言内容の確認"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="content_check_confirmed_whole",
            ),
            models.CheckConstraint(
                condition=Q(result="FINE") | ~Q(findings=""), name="content_check_says_what"
            ),
            models.CheckConstraint(
                condition=Q(covers_from__lte=models.F("checked_on")), name="content_check_period"
            ),
        ]
        indexes = [models.Index(fields=["account", "checked_on"], name="content_check_account")]

    def __str__(self) -> str:
        return f"{self.account}の発言内容の確認"

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None


def last_check_of_each() -> models.Subquery:
    """For accounts that are read anyway."""
    checks = ContentCheck.objects.filter(account=models.OuterRef("pk")).newest_first()
    return models.Subquery(checks.values("checked_on")[:1])


def last_checked(account: OfficialAccount) -> date | None:
    return account.content_checks.aggregate(last=models.Max("checked_on"))["last"]
