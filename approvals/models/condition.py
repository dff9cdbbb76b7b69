"""承認の条件: one thing the section must do, tracked until somebody else has confirmed it."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import OfficialAccount
from accounts.status import AccountStatus
from approvals.models.application import Application
from approvals.status import (
    CONDITION_STARTS,
    CONDITION_TRANSITIONS,
    ConditionStatus,
)
from komae_sns.lives import Life
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import User


class ConditionQuerySet(models.QuerySet["Condition"]):
    def visible_to(self, actor: Actor) -> Self:
        """To whoever may read the application."""
        return self.filter(application__in=Application.objects.visible_to(actor))

    def standing(self) -> Self:
        """Those of an account whose opening was given up are asked of nobody."""
        return self.exclude(application__account__status=AccountStatus.ABANDONED)

    def unmet(self) -> Self:
        """Nobody has confirmed it yet."""
        return self.standing().exclude(status=ConditionStatus.MET)

    def to_report(self) -> Self:
        return self.standing().filter(status=ConditionStatus.OPEN)

    def to_confirm(self) -> Self:
        return self.standing().filter(status=ConditionStatus.REPORTED)

    def of_sections(self, section_ids: frozenset[int]) -> Self:
        """Whose account it is, where one was granted; else whose application."""
        return self.filter(application__account__department__in=section_ids)

    def not_of(self, actor: Actor) -> Self:
        """Nobody confirms what their own section did."""
        return self.exclude(application__account__department__in=actor.interested_section_ids)

    def keeping_closed(self, account: OfficialAccount) -> Self:
        return self.unmet().filter(application__account=account, before_opening=True)

    def soonest_first(self) -> Self:
        return self.order_by(models.F("due_on").asc(nulls_last=True), "pk")

    def with_names(self) -> Self:
        return self.select_related(
            "application__department__parent",
            "application__account__department",
            "reported_by",
            "answered_by",
        )


class Condition(Life):
    STATUS, TRANSITIONS, STARTS = ConditionStatus, CONDITION_TRANSITIONS, CONDITION_STARTS

    application = models.ForeignKey(Application, models.PROTECT, related_name="conditions")
    number = models.PositiveSmallIntegerField("番号")
    text = models.TextField("条件")
    who = models.CharField("だれが", max_length=100, blank=True)
    due_on = models.DateField("期限", null=True)
    before_opening = models.BooleanField("開設の前に", default=False)
    status = models.CharField("状態", max_length=10, choices=ConditionStatus)
    waiting_since = models.DateTimeField("いまの段階になった日時")
    # As last reported; earlier reports stand in the trail.
    report = models.TextField("どのように満たしたか", blank=True)
    reported_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reported_at = models.DateTimeField("報告した日時", null=True)
    # Confirmed, or why it was sent back.
    answer = models.TextField("確認した人から", blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField("答えた日時", null=True)

    objects = ConditionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "承認の条件"
        ordering = ["application", "number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="condition_number_once"),
            models.CheckConstraint(
                condition=Q(status=ConditionStatus.OPEN)
                | (~Q(report="") & Q(reported_by__isnull=False) & Q(reported_at__isnull=False)),
                name="condition_met_was_reported",
            ),
            models.CheckConstraint(
                condition=~Q(status=ConditionStatus.MET)
                | (Q(answered_by__isnull=False) & Q(answered_at__isnull=False)),
                name="condition_met_was_confirmed",
            ),
        ]
        indexes = [models.Index(fields=["status", "due_on"], name="condition_status")]

    def __str__(self) -> str:
        return f"条件{self.number}　{self.text}"[:300]

    def get_absolute_url(self) -> str:
        return reverse("approvals:condition-detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.status == ConditionStatus.OPEN

    @property
    def is_reported(self) -> bool:
        return self.status == ConditionStatus.REPORTED

    @property
    def is_met(self) -> bool:
        return self.status == ConditionStatus.MET

    @property
    def was_sent_back(self) -> bool:
        return self.is_open and self.answered_at is not None

    def is_overdue_on(self, day: date) -> bool:
        return not self.is_met and self.due_on is not None and self.due_on < day
