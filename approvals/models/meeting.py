"""The committee meets in a room or by 持ち回り: who was called, the agenda, the rule applied."""

from datetime import date, datetime
from functools import cached_property
from typing import Self

from django.db import models
from django.db.models import Count, Q
from django.utils.timezone import localtime

from approvals.status import (
    ITEM_ENDED,
    MEETING_STARTS,
    MEETING_TRANSITIONS,
    ItemStatus,
    MeetingStatus,
    MinutesStatus,
)
from approvals.tally import Rule
from komae_sns.addresses import address_of
from komae_sns.lives import Life
from komae_sns.searching import Searchable, SearchKeyField
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Appointment, User
from komae_sns.staff.posts import COMMITTEE, Post

CAN_PRESIDE = frozenset({Post.CHAIR, Post.VICE_CHAIR})


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, actor: Actor) -> Self:
        """The committee, its secretariat, the CISO and audit; applicants read the result."""
        if actor.holds(*COMMITTEE, Post.SECRETARIAT, Post.CISO, Post.AUDITOR):
            return self
        return self.none()

    def planned(self) -> Self:
        return self.filter(status=MeetingStatus.PLANNED)

    def of_year(self, fiscal_year: int) -> Self:
        return self.filter(fiscal_year=fiscal_year)

    def with_counts(self) -> Self:
        """How many items stand on the agenda, and how many are closed."""
        shown = ~Q(items__status=ItemStatus.REMOVED)
        ended = Q(items__status__in=ITEM_ENDED) & shown
        return self.annotate(
            item_count=Count("items", filter=shown & Q(items__isnull=False)),
            ended_count=Count("items", filter=ended),
        )

    def ahead(self) -> Self:
        """Planned, or open just now."""
        return self.filter(status__in=[MeetingStatus.PLANNED, MeetingStatus.OPEN])

    def sittings(self) -> Self:
        """In a room."""
        return self.filter(kind=Meeting.Kind.SITTING)

    def circulations(self) -> Self:
        return self.filter(kind=Meeting.Kind.CIRCULATION)

    def circulating(self) -> Self:
        """持ち回り, sent to the members and not ended."""
        return self.circulations().filter(status=MeetingStatus.OPEN)

    def without_minutes(self) -> Self:
        """Over, and the secretariat has not yet presented what was said."""
        over = self.filter(status=MeetingStatus.CLOSED)
        return over.exclude(minutes__status__in=[MinutesStatus.PRESENTED, MinutesStatus.CONFIRMED])


class Meeting(Searchable, Life):
    STATUS, TRANSITIONS, STARTS = MeetingStatus, MEETING_TRANSITIONS, MEETING_STARTS

    class Kind(models.TextChoices):
        SITTING = "SITTING", "会議"
        CIRCULATION = "CIRCULATION", "持ち回り"

    kind = models.CharField("開き方", max_length=12, choices=Kind, default=Kind.SITTING)
    fiscal_year = models.PositiveSmallIntegerField("年度")
    number = models.PositiveSmallIntegerField("回")
    # Of 持ち回り: the day it was sent to the members; until then the day it was planned.
    held_on = models.DateField("開催日")
    starts_at = models.TimeField("開会時刻", null=True, blank=True)
    place = models.CharField("場所", max_length=100, blank=True)
    circulation_reason = models.TextField("持ち回りとする理由", blank=True)
    answers_until = models.DateTimeField("回答の締切", null=True, blank=True)
    status = models.CharField("状態", max_length=10, choices=MeetingStatus)
    rule = models.JSONField("適用した定め", help_text="approvals.tally.Rule")
    planned_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField("開会日時", null=True)
    closed_at = models.DateTimeField("閉会日時", null=True)
    search_key = SearchKeyField(of=("full_name", "place"), editable=False, default="")

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "委員会"
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["fiscal_year", "number"], name="meeting_number_once"),
            models.CheckConstraint(
                condition=Q(status__in=["PLANNED", "CANCELLED"], opened_at=None)
                | Q(status__in=["OPEN", "CLOSED"], opened_at__isnull=False),
                name="meeting_open_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(kind="SITTING", answers_until=None, circulation_reason="")
                | Q(kind="CIRCULATION", answers_until__isnull=False) & ~Q(circulation_reason=""),
                name="meeting_circulation_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """「令和8年度第3回委員会」"""
        from komae_sns.documents.fiscal_year import label

        circulated = "（持ち回り）" if self.is_circulation else ""
        return f"{label(self.fiscal_year)}第{self.number}回委員会{circulated}"

    def get_absolute_url(self) -> str:
        return address_of("approvals:meeting-detail", self.pk)

    def get_status_display(self) -> str:
        """Papers that go round neither open nor close."""
        words = _CIRCULATION_WORDS if self.is_circulation else {}
        status = MeetingStatus(self.status)
        return words.get(status, status.label)

    @property
    def applied_rule(self) -> Rule:
        return Rule.from_json(self.rule)

    @property
    def rule_in_words(self) -> str:
        rule = self.applied_rule
        return rule.circulation_summary if self.is_circulation else rule.summary

    @property
    def is_circulation(self) -> bool:
        return self.kind == self.Kind.CIRCULATION

    @property
    def deadline(self) -> str:
        """「令和8年11月27日 17:00」; blank for a meeting in a room."""
        from komae_sns.documents import wareki

        if self.answers_until is None:
            return ""
        moment = localtime(self.answers_until)
        return f"{wareki.long(moment.date())} {moment:%H:%M}"

    def is_past_deadline(self, now: datetime) -> bool:
        """Answers came in time up to and with the moment of the deadline."""
        return self.is_circulation and now > self.answers_until

    @property
    def is_planned(self) -> bool:
        return self.status == MeetingStatus.PLANNED

    @property
    def is_open(self) -> bool:
        return self.status == MeetingStatus.OPEN

    @property
    def has_begun(self) -> bool:
        return self.status in {MeetingStatus.OPEN, MeetingStatus.CLOSED}

    @property
    def takes_deputies(self) -> bool:
        """Whether who stands in for an absent member may answer."""
        return self.is_circulation and self.applied_rule.deputies_vote

    @property
    def takes_items(self) -> bool:
        return self.is_planned or (self.is_open and not self.is_circulation)

    @cached_property
    def roll(self) -> list["Attendance"]:
        """Every member in office that day, chair first."""
        rows = self.attendances.select_related("member", "appointment__department")
        return sorted(rows, key=lambda a: (_SEATING.index(a.appointment.post), a.pk))


_CIRCULATION_WORDS = {MeetingStatus.OPEN: "回付中", MeetingStatus.CLOSED: "終了"}
_SEATING = (Post.CHAIR, Post.VICE_CHAIR, Post.MEMBER)


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def able_to_preside(self, day: date) -> Self:
        """In the room, as chair or vice chair still in office."""
        in_office = Q(appointment__ends_on=None) | Q(appointment__ends_on__gte=day)
        return self.filter(in_office, present=True, appointment__post__in=CAN_PRESIDE)


class Attendance(models.Model):
    """A member in office on the day, called when the meeting opened."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendances")
    member = models.ForeignKey(User, models.PROTECT, related_name="+")
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    present = models.BooleanField("出席")
    arrived_at = models.DateTimeField("着席した日時", null=True)
    left_at = models.DateTimeField("退席した日時", null=True)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "出欠"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "member"], name="attendance_once")
        ]

    def __str__(self) -> str:
        return f"{self.appointment.office} {self.member.name}"

    @property
    def label(self) -> str:
        """出席・遅参・途中退席・欠席, for the roll and the minutes."""
        if self.present:
            return "遅参" if self._was_late else "出席"
        return "途中退席" if self.arrived_at else "欠席"

    @property
    def _was_late(self) -> bool:
        return self.arrived_at > self.meeting.opened_at
