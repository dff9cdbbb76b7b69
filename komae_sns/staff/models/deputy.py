"""代決: somebody stands in for the holder of a post, in a period. Never for a deputy."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q

from komae_sns.audit.models import Entry
from komae_sns.staff.models.appointment import Appointment
from komae_sns.staff.models.user import User
from komae_sns.staff.posts import Post

if TYPE_CHECKING:
    from komae_sns.staff.actors import Actor


class DeputyQuerySet(models.QuerySet["Deputy"]):
    def visible_to(self, actor: "Actor") -> Self:
        """The holder's, the deputy's own, and all to the secretariat."""
        if actor.in_person.holds(Post.SECRETARIAT):
            return self
        return self.filter(Q(user=actor.user) | Q(appointment__user=actor.user))

    def on(self, day: date) -> Self:
        """Standing in on `day`, unless ended early."""
        return self.filter(starts_on__lte=day, ends_on__gte=day, ended_at=None)

    def not_over(self, day: date) -> Self:
        """Now or ahead."""
        return self.filter(ends_on__gte=day, ended_at=None)

    def overlapping(self, starts_on: date, ends_on: date) -> Self:
        return self.filter(starts_on__lte=ends_on, ends_on__gte=starts_on, ended_at=None)

    def of_holder(self, user: User) -> Self:
        return self.filter(appointment__user=user)

    def with_people(self) -> Self:
        return self.select_related(
            "user", "appointment__user", "appointment__department__parent", "entered_by", "ended_by"
        )


class Deputy(models.Model):
    appointment = models.ForeignKey(
        Appointment, models.PROTECT, related_name="deputies", verbose_name="職"
    )
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="代決する人")
    starts_on = models.DateField("はじまる日")
    ends_on = models.DateField("最後の日")
    reason = models.CharField("理由", max_length=200)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField("登録日時", auto_now_add=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField("終わらせた日時", null=True)

    objects = DeputyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "代決"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="deputy_period",
                violation_error_message="最後の日は、はじまる日より後にしてください。",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="deputy_end_whole",
            ),
        ]
        indexes = [models.Index(fields=["user", "ends_on"], name="deputy_user")]

    def __str__(self) -> str:
        return f"{self.appointment}の代決 {self.user.name}"

    def is_on(self, day: date) -> bool:
        return self.ended_at is None and self.starts_on <= day <= self.ends_on

    def is_over_on(self, day: date) -> bool:
        return self.ended_at is not None or self.ends_on < day


class AfterReview(models.Model):
    """後閲: the holder has read what was done in their name."""

    entry = models.OneToOneField(Entry, models.PROTECT, related_name="after_review")
    read_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    read_at = models.DateTimeField("後閲した日時")

    class Meta:
        verbose_name = verbose_name_plural = "後閲"

    def __str__(self) -> str:
        return f"{self.entry.label}の後閲"


def in_the_name_of(user: User) -> models.QuerySet[Entry]:
    return Entry.objects.filter(on_behalf_of_id=user.pk).select_related("after_review")


def not_yet_reviewed_by(user: User) -> models.QuerySet[Entry]:
    return in_the_name_of(user).filter(after_review=None)
