"""認証の台帳: 未申請・申請中・取得・喪失, by date and person (見本第7条3). Only added to."""

from django.db import models

from accounts.models.official_account import OfficialAccount
from komae_sns.staff.models import User


class BadgeEvent(models.Model):
    account = models.ForeignKey(
        OfficialAccount, models.PROTECT, related_name="badge_events", verbose_name="アカウント"
    )
    badge = models.CharField("認証", max_length=12, choices=OfficialAccount.Badge)
    happened_on = models.DateField("その状態になった日")
    note = models.CharField("備考", max_length=200, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="記録者")
    recorded_at = models.DateTimeField("記録日時", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "認証の記録"
        ordering = ["-happened_on", "-pk"]

    def __str__(self) -> str:
        return self.get_badge_display()
