"""Addresses that a server refused for good, until somebody has seen to them."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from komae_sns.staff.models import Appointment, User


class DeadAddressQuerySet(models.QuerySet["DeadAddress"]):
    def standing(self) -> Self:
        return self.filter(cleared_at=None)

    def in_use(self) -> Self:
        """Those that are still the person's address: a corrected one needs no clearing."""
        return self.standing().filter(address=F("person__email"), person__is_active=True)


class DeadAddress(models.Model):
    person = models.ForeignKey(
        User, models.PROTECT, related_name="dead_addresses", verbose_name="職員"
    )
    address = models.CharField("メールアドレス", max_length=254)
    reply = models.CharField("サーバーの返事", max_length=300)
    found_at = models.DateTimeField("わかった日時")
    cleared_at = models.DateTimeField(null=True)
    cleared_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = DeadAddressQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "届かない宛先"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "address"],
                condition=Q(cleared_at=None),
                name="dead_address_once",
            ),
            models.CheckConstraint(
                condition=Q(cleared_at=None, cleared_by=None)
                | Q(cleared_at__isnull=False, cleared_by__isnull=False),
                name="dead_address_cleared",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person.name} {self.address}"


def without_address(people: models.QuerySet[User], today: date) -> models.QuerySet[User]:
    """Who holds a post, now or later, and can be told in the portal alone."""
    held = Appointment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today))
    return people.filter(is_active=True, email="", pk__in=held.values("user"))


def _is_dead() -> Exists:
    return Exists(
        DeadAddress.objects.standing().filter(person=OuterRef("pk"), address=OuterRef("email"))
    )


def reachable(people: models.QuerySet[User]) -> models.QuerySet[User]:
    return people.filter(~_is_dead(), is_active=True).exclude(email="")
