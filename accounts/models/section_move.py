"""運用主体の移り: from which section to which an account went, and on which day."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from accounts.models.official_account import OfficialAccount
from komae_sns.staff.models import Department


class SectionMoveQuerySet(models.QuerySet["SectionMove"]):
    def after(self, day: date) -> Self:
        """The first of an account's says where the account was on that day."""
        return self.filter(moved_on__gt=day).order_by("moved_on", "pk")


class SectionMove(models.Model):
    """`moved_on`: the first day with the new section. Only added."""

    account = models.ForeignKey(
        OfficialAccount, models.PROTECT, related_name="section_moves", verbose_name="アカウント"
    )
    old = models.ForeignKey(
        Department, models.PROTECT, related_name="+", verbose_name="前の運用主体"
    )
    new = models.ForeignKey(
        Department, models.PROTECT, related_name="+", verbose_name="新しい運用主体"
    )
    moved_on = models.DateField("移った日")
    recorded_at = models.DateTimeField("記録日時", auto_now_add=True)

    objects = SectionMoveQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "運用主体の移り"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(old=F("new")), name="section_move_to_another")
        ]

    def __str__(self) -> str:
        return f"{self.old.name} → {self.new.name}"
