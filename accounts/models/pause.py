"""見本第8条: an account that cannot go on for a time, with the reason told on the city's page."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from accounts.models.official_account import OfficialAccount
from accounts.status import AccountStatus
from komae_sns.documents.models import EvidenceFile
from komae_sns.staff.models import User


class PauseQuerySet(models.QuerySet["Pause"]):
    def lasting(self) -> Self:
        return self.filter(ended_on=None)

    def of_sections(self, section_ids: frozenset[int]) -> Self:
        return self.filter(account__department__in=section_ids)

    def lasting_since(self, day: date) -> Self:
        return self.lasting().filter(since__lte=day)

    def with_people(self) -> Self:
        return self.select_related("paused_by", "ended_by", "evidence")


class Pause(models.Model):
    """Kept as recorded; its end is added once."""

    class End(models.TextChoices):
        RESUMED = "RESUMED", "再開"
        STOPPING = "STOPPING", "停止の手続へ"

    account = models.ForeignKey(
        OfficialAccount, models.PROTECT, related_name="pauses", verbose_name="アカウント"
    )
    since = models.DateField("一時停止した日")
    reason = models.TextField("庁内での理由")
    published_reason = models.TextField("公表した理由")
    page_url = models.CharField("公表したページ", max_length=500)
    published_on = models.DateField("公表した日")
    evidence = models.ForeignKey(
        EvidenceFile, models.PROTECT, null=True, related_name="+", verbose_name="証拠のファイル"
    )
    evidence_note = models.CharField("ほかの証拠と、そのありか", max_length=200, blank=True)
    paused_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="決めた人")
    paused_at = models.DateTimeField("記録日時")
    ended_as = models.CharField("どうなったか", max_length=8, choices=End, blank=True)
    ended_on = models.DateField("終わった日", null=True)
    ended_note = models.TextField("終わったときの事情", blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField("終わりの記録日時", null=True)

    objects = PauseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "一時停止"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(ended_on=None), name="pause_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(published_reason="") & ~Q(page_url=""),
                name="pause_has_its_reasons",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_as="", ended_by=None, ended_at=None)
                | Q(ended_on__gte=F("since"), ended_by__isnull=False, ended_at__isnull=False)
                & ~Q(ended_as=""),
                name="pause_ended_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account}の一時停止"

    def get_absolute_url(self) -> str:
        return self.account.get_absolute_url()

    @property
    def is_lasting(self) -> bool:
        return self.ended_on is None


def pause_of(account: OfficialAccount) -> Pause | None:
    """The one that lasts; asked only where the account says that it is paused."""
    if account.status != AccountStatus.PAUSED:
        return None
    return account.pauses.lasting().with_people().first()
