"""関連ドメイン: kept as long as the accounts are (4(5)エ). Never deleted; renewals are history."""

from datetime import date, timedelta
from typing import Self

from django.db import models
from django.urls import reverse

from accounts.models.official_account import OfficialAccount
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import User

SOON = timedelta(days=90)


class RelatedDomainQuerySet(models.QuerySet["RelatedDomain"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(account__in=OfficialAccount.objects.visible_to(actor))

    def by_expiry(self) -> Self:
        """What ends first; without a date first of all, for nobody knows when it ends."""
        return self.order_by(models.F("expires_on").asc(nulls_first=True), "pk")

    def with_names(self) -> Self:
        return self.select_related("account__service", "account__department__parent__parent")


class RelatedDomain(models.Model):
    account = models.ForeignKey(
        OfficialAccount, models.PROTECT, related_name="domains", verbose_name="アカウント"
    )
    # As the name system spells it; `name` is the same one to read.
    ascii_name = models.CharField(max_length=253, unique=True, editable=False)
    name = models.CharField("ドメイン", max_length=253)
    purpose = models.CharField("用途", max_length=200)
    registrar = models.CharField("登録事業者", max_length=100, blank=True)
    kept_by = models.CharField("管理する人・部署", max_length=100)
    expires_on = models.DateField("有効期限", null=True, blank=True)
    note = models.CharField("備考", max_length=300, blank=True)
    registered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    registered_at = models.DateTimeField("登録日時", auto_now_add=True)
    edit_number = models.PositiveIntegerField(default=0, editable=False)

    objects = RelatedDomainQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "関連ドメイン"
        ordering = ["pk"]
        indexes = [models.Index(fields=["expires_on", "id"], name="domain_expiry")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("accounts:domain-detail", args=[self.account_id, self.pk])

    def is_over_on(self, day: date) -> bool:
        return self.expires_on is not None and self.expires_on < day

    def ends_soon_on(self, day: date) -> bool:
        return self.expires_on is not None and day <= self.expires_on <= day + SOON


class DomainRenewal(models.Model):
    """更新: from one expiry to the next. Only added."""

    domain = models.ForeignKey(RelatedDomain, models.PROTECT, related_name="renewals")
    old_expires_on = models.DateField("前の期限", null=True)
    new_expires_on = models.DateField("新しい期限")
    renewed_on = models.DateField("更新した日")
    renewed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="記録者")
    note = models.CharField("備考", max_length=200, blank=True)
    recorded_at = models.DateTimeField("記録日時", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "ドメインの更新"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.domain}（{self.new_expires_on}まで）"
