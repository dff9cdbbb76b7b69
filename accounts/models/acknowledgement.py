"""4(3)イ, 4(4)エ・オ: who answers for an account has read the rules of conduct, each 年度 anew."""

from datetime import date
from typing import Self

from django.db import models

from komae_sns.staff.models import User


class AcknowledgementQuerySet(models.QuerySet["Acknowledgement"]):
    def since(self, day: date) -> Self:
        return self.filter(acknowledged_on__gte=day)


class Acknowledgement(models.Model):
    """Never changed. `text_sha256` is of the clauses as they were shown."""

    person = models.ForeignKey(
        User, models.PROTECT, related_name="acknowledgements", verbose_name="職員"
    )
    acknowledged_on = models.DateField("確認した日")
    acknowledged_at = models.DateTimeField("確認した日時")
    text_sha256 = models.CharField("読んだ条文のSHA-256", max_length=64)

    objects = AcknowledgementQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "遵守事項の確認"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "acknowledged_on"], name="acknowledged_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}の遵守事項の確認"
