"""関連ドメインの見守り (4(5)エ): whether a name that looks like the city's is still the city's."""

from django.db import models
from django.db.models import Q

from accounts.models.related_domain import RelatedDomain
from komae_sns.staff.models import User


class Said(models.TextChoices):
    YES = "YES", "はい"
    NO = "NO", "いいえ"
    UNKNOWN = "UNKNOWN", "確かめられない"


class DomainCheck(models.Model):
    """A look by a person. Only added."""

    domain = models.ForeignKey(RelatedDomain, models.PROTECT, related_name="checks")
    is_ours = models.CharField("市の名義で登録されている", max_length=8, choices=Said)
    leads_right = models.CharField("開くと、市が決めたページが出る", max_length=8, choices=Said)
    certificate_is_good = models.CharField("証明書の警告が出ない", max_length=8, choices=Said)
    note = models.CharField("見つかったこと", max_length=500, blank=True)
    checked_on = models.DateField("確認した日")
    checked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="確認者")
    recorded_at = models.DateTimeField("記録日時")

    class Meta:
        verbose_name = verbose_name_plural = "関連ドメインの確認"
        ordering = ["-checked_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(is_ours="NO") & ~Q(leads_right="NO") & ~Q(certificate_is_good="NO")
                | ~Q(note=""),
                name="domain_check_says_what",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.domain}の確認"

    @property
    def is_lost(self) -> bool:
        """Somebody else speaks under the name."""
        return Said.NO in {self.is_ours, self.leads_right}

    @property
    def found_nothing(self) -> bool:
        return {self.is_ours, self.leads_right, self.certificate_is_good} == {Said.YES}
