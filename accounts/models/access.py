"""Who and what gets into an account, and who watches it (4(3)カ, 見本第4条)."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from accounts.models.official_account import OfficialAccount
from komae_sns.staff.models import User


class PeriodQuerySet(models.QuerySet):
    def on(self, day: date) -> Self:
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)

    def standing(self) -> Self:
        """Not yet ended by anybody."""
        return self.filter(ended_at=None)


class Period(models.Model):
    """Added and ended, never altered: what was once connected can be cut years later."""

    starts_on = models.DateField("はじまる日")
    ends_on = models.DateField("最後の日", null=True)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="記録者")
    added_at = models.DateTimeField("記録日時")
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField("終わりの記録日時", null=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None, ended_at=None, ended_by=None)
                | Q(ends_on__gte=F("starts_on"), ended_at__isnull=False, ended_by__isnull=False),
                name="%(class)s_ended_whole",
            ),
        ]


class Connection(Period):
    class Kind(models.TextChoices):
        APP = "APP", "連携アプリ"
        DEVICE = "DEVICE", "投稿に使う機器"

    account = models.ForeignKey(
        OfficialAccount, models.PROTECT, related_name="connections", verbose_name="アカウント"
    )
    kind = models.CharField("種類", max_length=8, choices=Kind)
    name = models.CharField("名前", max_length=100)
    purpose = models.CharField("何のために・だれが持つか", max_length=200)

    class Meta(Period.Meta):
        verbose_name = verbose_name_plural = "連携アプリ・機器"

    def __str__(self) -> str:
        return f"{self.get_kind_display()}「{self.name}」"


class Keeper(Period):
    class Role(models.TextChoices):
        HOLDER = "HOLDER", "ログインできる人"
        WATCHER = "WATCHER", "常時監視をする人"

    account = models.ForeignKey(
        OfficialAccount, models.PROTECT, related_name="keepers", verbose_name="アカウント"
    )
    role = models.CharField("役割", max_length=8, choices=Role)
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="職員")

    class Meta(Period.Meta):
        verbose_name = verbose_name_plural = "ログインできる人・常時監視をする人"
        constraints = [
            *Period.Meta.constraints,
            models.UniqueConstraint(
                fields=["account", "role", "user"],
                condition=Q(ended_at=None),
                name="keeper_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}　{self.user.name}"


class CredentialChange(models.Model):
    """見本第4条(4): that it was changed, never to what. No field in which it could be written."""

    class Reason(models.TextChoices):
        HANDOVER = "HANDOVER", "引継ぎ"
        REGULAR = "REGULAR", "定期の変更"
        SUSPECTED = "SUSPECTED", "乗っ取りや漏えいの疑い"
        OTHER = "OTHER", "そのほか"

    account = models.ForeignKey(
        OfficialAccount,
        models.PROTECT,
        related_name="credential_changes",
        verbose_name="アカウント",
    )
    changed_on = models.DateField("変えた日")
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="変えた人")
    reason = models.CharField("わけ", max_length=10, choices=Reason)
    unlike_others = models.BooleanField("ほかのサービスのパスワードと同じでも似てもいない")
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="記録者")
    recorded_at = models.DateTimeField("記録日時")

    class Meta:
        verbose_name = verbose_name_plural = "パスワードの変更"
        ordering = ["-changed_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(unlike_others=True), name="credential_unlike_any_other"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account}のパスワードの変更"
