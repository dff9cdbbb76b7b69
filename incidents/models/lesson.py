"""教訓 and 再発防止策: what an incident taught, and what is done about it by when."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from incidents.models.incident import Incident
from incidents.status import TASK_STARTS, TASK_TRANSITIONS, TaskStatus
from komae_sns.lives import Life
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import User


class Lesson(models.Model):
    """Only added, also after the incident is closed."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="lessons")
    text = models.TextField("わかったこと")
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_at = models.DateTimeField("書いた日時")

    class Meta:
        verbose_name = verbose_name_plural = "教訓"
        ordering = ["incident", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="lesson_says_what")]

    def __str__(self) -> str:
        return self.text[:100]


class PreventionQuerySet(models.QuerySet["Prevention"]):
    def visible_to(self, actor: Actor) -> Self:
        """Who sees the incident; whose task it is does."""
        return self.filter(lesson__incident__in=Incident.objects.visible_to(actor))

    def open(self) -> Self:
        return self.filter(status=TaskStatus.OPEN)

    def of(self, user: User) -> Self:
        return self.filter(owner=user)

    def overdue_on(self, day: date) -> Self:
        return self.open().filter(due_on__lt=day)

    def soonest_first(self) -> Self:
        return self.order_by("due_on", "pk")

    def with_names(self) -> Self:
        return self.select_related(
            "owner",
            "ended_by",
            "lesson__incident__number",
            "lesson__incident__account__service",
            "lesson__incident__department__parent__parent",
        )


class Prevention(Life):
    """One thing to do, by one person, by a day."""

    STATUS, TRANSITIONS, STARTS = TaskStatus, TASK_TRANSITIONS, TASK_STARTS

    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="tasks")
    what = models.CharField("すること", max_length=200)
    owner = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="担当")
    due_on = models.DateField("期限")
    status = models.CharField("状態", max_length=8, choices=TaskStatus, default=TaskStatus.OPEN)
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    given_at = models.DateTimeField("決めた日時")
    result = models.TextField("したこと・やめた理由", blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField("終えた日時", null=True)

    objects = PreventionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "再発防止策"
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="OPEN", result="", ended_by=None, ended_at=None)
                | Q(status__in=["DONE", "DROPPED"], ended_by__isnull=False)
                & Q(ended_at__isnull=False)
                & ~Q(result=""),
                name="prevention_ended_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(status="OPEN"), name="prevention_due"),
            models.Index(fields=["owner", "status"], name="prevention_owner"),
        ]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        return f"{self.lesson.incident.get_absolute_url()}#lessons"

    @property
    def is_open(self) -> bool:
        return self.status == TaskStatus.OPEN

    def is_late_on(self, day: date) -> bool:
        return self.is_open and self.due_on < day
