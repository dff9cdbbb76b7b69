"""The secret address of a person's dates: kept as a hash, shown once."""

from django.db import models

from komae_sns.staff.models import User


class CalendarAddress(models.Model):
    person = models.OneToOneField(User, models.PROTECT, related_name="+", verbose_name="職員")
    token_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField("つくった日時")

    class Meta:
        verbose_name = verbose_name_plural = "予定表のアドレス"
