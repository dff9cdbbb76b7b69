"""4(5)ウ: what citizens were told, where, when, and what shows it."""

from typing import Self

from django.db import models
from django.db.models import Q

from accounts.models.suspension import Suspension
from komae_sns.documents.models import EvidenceFile
from komae_sns.staff.models import User


class SuspensionNoticeQuerySet(models.QuerySet["SuspensionNotice"]):
    def standing(self) -> Self:
        """Not withdrawn as a slip."""
        return self.filter(withdrawn_at=None)

    def on_the_page_alone(self) -> Self:
        return self.standing().filter(kind=SuspensionNotice.Kind.PAGE_ONLY)

    def with_names(self) -> Self:
        return self.select_related("recorded_by", "withdrawn_by", "evidence")


class SuspensionNotice(models.Model):
    """Kept as recorded. A slip is withdrawn, stays to be read, and counts no more."""

    class Kind(models.TextChoices):
        ACCOUNT = "ACCOUNT", "アカウントでの周知"
        GUIDANCE = "GUIDANCE", "市広報アカウントでの案内"
        CITY_PAGE = "CITY_PAGE", "市ホームページ"
        PROFILE = "PROFILE", "プロフィール文"
        # 見本第8条: frozen, or its service is no more: citizens are told on the city's page alone.
        PAGE_ONLY = "PAGE_ONLY", "アカウントに書けないときの、市ホームページだけでの周知"

    suspension = models.ForeignKey(
        Suspension, models.PROTECT, related_name="notices", verbose_name="運用停止"
    )
    kind = models.CharField("どこで", max_length=10, choices=Kind)
    posted_on = models.DateField("出した日")
    url = models.CharField("出したところのアドレス", max_length=500, blank=True)
    text = models.TextField("出した文")
    evidence = models.ForeignKey(
        EvidenceFile, models.PROTECT, null=True, related_name="+", verbose_name="証拠のファイル"
    )
    evidence_note = models.CharField("ほかの証拠と、そのありか", max_length=200, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="記録者")
    recorded_at = models.DateTimeField("記録日時")
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField("取り消した日時", null=True)
    withdrawn_because = models.CharField("取り消した理由", max_length=200, blank=True)

    objects = SuspensionNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "停止の周知"
        ordering = ["-posted_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text="")
                & (Q(evidence__isnull=False) | ~Q(evidence_note="") | ~Q(url="")),
                name="suspension_notice_shows_itself",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_because="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                & ~Q(withdrawn_because=""),
                name="suspension_notice_withdrawn_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}（{self.suspension}）"

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None
