"""相互リンクの確認: city page ↔ account, by date and person (見本第7条). Nothing is fetched."""

from datetime import date, timedelta

from django.db import models
from django.db.models import Q

from accounts.models.official_account import OfficialAccount
from komae_sns.staff.models import User


class LinkCheck(models.Model):
    account = models.ForeignKey(
        OfficialAccount, models.PROTECT, related_name="link_checks", verbose_name="アカウント"
    )
    page_lists_it = models.BooleanField("市公式ホームページに載っている")
    page_url = models.CharField("載っているページのアドレス", max_length=500, blank=True)
    profile_leads_home = models.BooleanField("プロフィールから市公式ホームページへ行ける")
    checked_on = models.DateField("確認した日")
    checked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="確認者")
    note = models.CharField("備考", max_length=200, blank=True)
    recorded_at = models.DateTimeField("記録日時", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "相互リンクの確認"
        ordering = ["-checked_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(page_lists_it=True) & ~Q(page_url="") | Q(page_lists_it=False),
                name="link_check_names_its_page",
            ),
        ]

    def __str__(self) -> str:
        return "両方向とも確認" if self.is_good else "足りないリンクがある"

    @property
    def is_good(self) -> bool:
        return self.page_lists_it and self.profile_leads_home

    def is_stale_on(self, day: date, days: int) -> bool:
        return self.checked_on < day - timedelta(days=days)
