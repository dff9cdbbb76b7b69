"""How one person wants one kind by mail, where it was chosen."""

from django.db import models

from komae_sns.notices import kinds
from komae_sns.notices.kinds import Delivery
from komae_sns.staff.models import User


class Preference(models.Model):
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    kind = models.CharField("種類", max_length=40, choices=kinds.choices)
    delivery = models.CharField("メール", max_length=10, choices=Delivery)

    class Meta:
        verbose_name = verbose_name_plural = "お知らせの受けとり方"
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="preference_once")]
