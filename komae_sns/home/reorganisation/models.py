"""機構改革, one section at a time, entered ahead."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from komae_sns.home.reorganisation.status import STARTS, TRANSITIONS, ReorganisationStatus
from komae_sns.lives import Life
from komae_sns.staff.models import Department, User


class ReorganisationQuerySet(models.QuerySet["Reorganisation"]):
    def planned(self) -> Self:
        return self.filter(status=ReorganisationStatus.PLANNED)

    def due(self, today: date) -> Self:
        return self.planned().filter(takes_effect_on__lte=today)

    def inherited_by(self, department: Department) -> Self:
        """By the section that takes all, or one that takes a part: these stand in JSON."""
        parts = [one.pk for one in self if department.pk in one.elsewhere.values()]
        return self.filter(Q(heir=department) | Q(pk__in=parts))

    def with_names(self) -> Self:
        return self.select_related("section", "heir", "entered_by")


class Reorganisation(Life):
    """`heir` takes all but what `elsewhere` ("account:12" → 部課) says goes to another.

    `moved_posts`: the appointments that ended the day before, and those that follow them.
    """

    STATUS, TRANSITIONS, STARTS = ReorganisationStatus, TRANSITIONS, STARTS

    section = models.ForeignKey(
        Department, models.PROTECT, related_name="+", verbose_name="終わる課"
    )
    heir = models.ForeignKey(
        Department, models.PROTECT, related_name="+", verbose_name="引きつぐ課"
    )
    takes_effect_on = models.DateField("施行日")
    basis = models.CharField("根拠", max_length=200)
    status = models.CharField("状態", max_length=12, choices=ReorganisationStatus)
    elsewhere = models.JSONField("ほかの課へ移るもの", default=dict)
    moved_posts = models.JSONField("移った任命", default=list)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="入力者")
    entered_at = models.DateTimeField("入力日時")
    ended_at = models.DateTimeField("終わった日時", null=True)

    objects = ReorganisationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "組織の改正"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["section"],
                condition=~Q(status=ReorganisationStatus.CANCELLED),
                name="reorganisation_once",
                violation_error_message="この課の改正は、もう入力されています。",
            ),
            models.CheckConstraint(
                condition=~Q(section=models.F("heir")), name="reorganisation_to_another"
            ),
            models.CheckConstraint(
                condition=Q(status=ReorganisationStatus.PLANNED, ended_at=None)
                | (~Q(status=ReorganisationStatus.PLANNED) & Q(ended_at__isnull=False)),
                name="reorganisation_ended_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section.name} → {self.heir.name}"

    def get_absolute_url(self) -> str:
        return reverse("reorganisation:detail", args=[self.pk])

    @property
    def is_done(self) -> bool:
        return self.status == ReorganisationStatus.DONE

    @property
    def is_planned(self) -> bool:
        return self.status == ReorganisationStatus.PLANNED
