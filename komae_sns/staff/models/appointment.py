"""職への任命: post × person × period. Several at once are 兼務; 1 April is entered ahead."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from komae_sns.staff.models.department import Department
from komae_sns.staff.models.user import User
from komae_sns.staff.posts import IN_A_DEPARTMENT, Post


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def on(self, day: date) -> Self:
        """In effect on `day`; an appointment of somebody who may not log in still counts."""
        return self.filter(starts_on__lte=day).filter(Q(ends_on=None) | Q(ends_on__gte=day))

    def not_over(self, day: date) -> Self:
        """Now or ahead."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day))

    def overlapping(self, starts_on: date, ends_on: date | None) -> Self:
        """In effect on any day of the period; both days belong to it."""
        found = self.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on))
        return found if ends_on is None else found.filter(starts_on__lte=ends_on)

    def holding(self, *posts: Post) -> Self:
        return self.filter(post__in=posts)

    def in_section(self, department: Department) -> Self:
        section = department.section_id
        return self.filter(
            Q(department_id=section)
            | Q(department__parent_id=section, department__kind=Department.Kind.UNIT)
        )

    def with_people(self) -> Self:
        return self.select_related("user", "department", "department__parent")


class Appointment(models.Model):
    user = models.ForeignKey(User, models.PROTECT, related_name="appointments", verbose_name="職員")
    post = models.CharField("職", max_length=12, choices=Post)
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="appointments",
        verbose_name="部課",
    )
    title = models.CharField("職名", max_length=60, blank=True, help_text="例：秘書広報室長")
    starts_on = models.DateField("はじまる日")
    ends_on = models.DateField("最後の日", null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任命"
        ordering = ["post", "starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="appointment_period",
                violation_error_message="最後の日は、はじまる日より後にしてください。",
            ),
            models.CheckConstraint(
                condition=~Q(post__in=sorted(IN_A_DEPARTMENT)) | Q(department__isnull=False),
                name="appointment_department",
                violation_error_message="この職には部課が必要です。",
            ),
        ]
        indexes = [models.Index(fields=["user", "starts_on"], name="appointment_user")]

    def __str__(self) -> str:
        return f"{self.office} {self.user.name}"

    @property
    def office(self) -> str:
        """「秘書広報室長」, or 部課 and post where no title is written."""
        department = self.department.name if self.department else ""
        return self.title or f"{department}{self.get_post_display()}"

    @property
    def signature_id(self) -> int:
        return self.user_id

    @property
    def signature(self) -> str:
        """As the trail names the holder of the post."""
        return str(self)[:300]
