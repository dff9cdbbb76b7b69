"""決定: the ruling on whether an account may exist. The key of every official account.

It stands below the committee's app so that `OfficialAccount` can point at it; approvals makes the
rows (and 既存登録 does, for accounts that are older than the portal).
"""

from django.db import models
from django.db.models import Q

from komae_sns.staff.models import User


class Decision(models.Model):
    class Outcome(models.TextChoices):
        APPROVED = "APPROVED", "承認"
        APPROVED_WITH_CONDITIONS = "APPROVED_WITH_CONDITIONS", "条件付承認"
        REJECTED = "REJECTED", "不承認"
        WAIVED = "WAIVED", "委員長特認"
        EXISTING = "EXISTING", "既存登録"

    GRANTING = ("APPROVED", "APPROVED_WITH_CONDITIONS", "EXISTING", "WAIVED")

    outcome = models.CharField("結果", max_length=24, choices=Outcome)
    grants = models.BooleanField("開設できる")
    decided_on = models.DateField("決定日")
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="決定者"
    )
    basis = models.CharField("根拠", max_length=200)
    conditions = models.TextField("条件", blank=True)
    reason = models.TextField("理由", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "決定"
        constraints = [
            models.UniqueConstraint(fields=["id", "grants"], name="decision_grants_key"),
            models.CheckConstraint(
                condition=Q(
                    grants=True,
                    outcome__in=["APPROVED", "APPROVED_WITH_CONDITIONS", "EXISTING", "WAIVED"],
                )
                | Q(grants=False, outcome="REJECTED"),
                name="decision_grants_follow_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}（{self.basis}）"
