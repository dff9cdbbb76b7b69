"""前のユーザー名: kept for ever, so that nobody takes an old name of ours unnoticed (4(5)エ)."""

from typing import Self

from django.db import models
from django.db.models import Q

from accounts.models.keys import HandleKeyField
from accounts.models.official_account import OfficialAccount
from accounts.models.service import Service
from komae_sns.staff.models import User


class FormerHandleQuerySet(models.QuerySet["FormerHandle"]):
    def with_address(self, service: Service, handle_key: str, url: str) -> Self:
        """Under this handle on the service, or at this address (blank: none)."""
        handle = Q(service=service, handle_key=handle_key) & ~Q(handle_key="")
        return self.filter(handle | (Q(url=url) & ~Q(url="")))

    def not_of(self, account: OfficialAccount | None) -> Self:
        return self.exclude(account=account) if account and account.pk else self

    def with_names(self) -> Self:
        return self.select_related("account__service", "account__department")


class FormerHandle(models.Model):
    """`starts_on` is blank where nobody wrote down since when it was used."""

    account = models.ForeignKey(
        OfficialAccount, models.PROTECT, related_name="former_handles", verbose_name="アカウント"
    )
    service = models.ForeignKey(Service, models.PROTECT, related_name="+", verbose_name="媒体")
    handle = models.CharField("ユーザー名", max_length=200, blank=True)
    handle_key = HandleKeyField(max_length=200, blank=True, editable=False)
    url = models.CharField("アドレス", max_length=500, blank=True)
    starts_on = models.DateField("使いはじめた日", null=True)
    ends_on = models.DateField("使いおえた日")
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="記録者")
    recorded_at = models.DateTimeField("記録日時", auto_now_add=True)

    objects = FormerHandleQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "前のユーザー名"
        ordering = ["-ends_on", "-pk"]
        indexes = [
            models.Index(fields=["service", "handle_key"], name="former_handle_key"),
            models.Index(fields=["url"], name="former_handle_url"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(starts_on__lte=models.F("ends_on")),
                name="former_handle_period",
            ),
        ]

    def __str__(self) -> str:
        return self.shown_handle or self.url

    @property
    def shown_handle(self) -> str:
        return self.service.rule.shown(self.handle) if self.handle else ""
