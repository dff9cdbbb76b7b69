"""The committee's meeting: agenda, attendance, votes, and the rule stored as applied."""

from typing import Self

from django.db import models
from django.urls import reverse

from accounts.models import Decision
from approvals.models.application import Application, ApplicationRound
from approvals.status import (
    ITEM_ENDED,
    ITEM_TRANSITIONS,
    MEETING_TRANSITIONS,
    ItemStatus,
    MeetingStatus,
)
from komae_sns.lives import Life
from komae_sns.staff.models import Appointment, User


class Meeting(Life):
    STATUS, TRANSITIONS = MeetingStatus, MEETING_TRANSITIONS

    fiscal_year = models.PositiveSmallIntegerField("年度")
    number = models.PositiveSmallIntegerField("回")
    held_on = models.DateField("開催日")
    starts_at = models.TimeField("開会時刻", null=True, blank=True)
    place = models.CharField("場所", max_length=100, blank=True)
    status = models.CharField("状態", max_length=8, choices=MeetingStatus)
    rule = models.JSONField("適用した定め", help_text="approvals.tally.Rule")
    planned_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField("開会日時", null=True)
    closed_at = models.DateTimeField("閉会日時", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "委員会"
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["fiscal_year", "number"], name="meeting_number_once")
        ]

    def __str__(self) -> str:
        from komae_sns.documents.fiscal_year import label

        return f"{label(self.fiscal_year)}第{self.number}回委員会"

    def get_absolute_url(self) -> str:
        return reverse("approvals:meeting-detail", args=[self.pk])


class Attendance(models.Model):
    """A committee member called to the meeting; `present` stays open until the roll call."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendances")
    member = models.ForeignKey(User, models.PROTECT, related_name="+")
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    present = models.BooleanField("出席", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "出欠"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "member"], name="attendance_once")
        ]


class AgendaItemQuerySet(models.QuerySet["AgendaItem"]):
    def running(self) -> Self:
        return self.exclude(status__in=ITEM_ENDED)

    def voting(self) -> Self:
        return self.filter(status=ItemStatus.VOTING)

    def not_yet_voted_by(self, member: User) -> Self:
        return self.exclude(votes__member=member)


class AgendaItem(Life):
    STATUS, TRANSITIONS = ItemStatus, ITEM_TRANSITIONS

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items")
    application = models.ForeignKey(Application, models.PROTECT, related_name="agenda_items")
    round = models.ForeignKey(ApplicationRound, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField("議題番号")
    status = models.CharField("状態", max_length=12, choices=ItemStatus)
    waiting_since = models.DateTimeField("いまの段階になった日時")
    # As counted when the chair closed the item: approvals.tally.Tally without its rule.
    tally = models.JSONField("集計", null=True)
    decision = models.OneToOneField(Decision, models.PROTECT, null=True, related_name="agenda_item")
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField("決定日時", null=True)

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "議題"
        ordering = ["meeting", "position"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "application"], name="agenda_item_once"),
            models.UniqueConstraint(
                fields=["application"],
                condition=models.Q(status__in=["WAITING", "VOTING", "VOTED"]),
                name="agenda_item_one_running",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    status=ItemStatus.DECIDED, decision__isnull=False, tally__isnull=False
                )
                | (~models.Q(status=ItemStatus.DECIDED) & models.Q(decision__isnull=True)),
                name="agenda_item_decided_has_decision",
            ),
        ]

    def __str__(self) -> str:
        return f"議題{self.position} {self.application}"


class Vote(models.Model):
    class Choice(models.TextChoices):
        APPROVE = "APPROVE", "可"
        REJECT = "REJECT", "否"
        ABSTAIN = "ABSTAIN", "棄権"

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="votes")
    member = models.ForeignKey(User, models.PROTECT, related_name="+")
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField("提出の回")
    choice = models.CharField("表決", max_length=8, choices=Choice)
    reason = models.TextField("理由", blank=True)
    cast_at = models.DateTimeField("投票日時")

    class Meta:
        verbose_name = verbose_name_plural = "表決"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "member", "round"], name="one_vote_per_member")
        ]
