"""引継ぎ: of one account, from who leaves it to who takes it over."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate

from accounts.models.official_account import OfficialAccount
from accounts.models.operator import Operator
from accounts.status import HANDOVER_TRANSITIONS, HandoverStatus
from komae_sns.addresses import address_of
from komae_sns.lives import Life
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Appointment, User
from komae_sns.staff.posts import Post

OUTSTANDING = (HandoverStatus.OPEN, HandoverStatus.HANDED)


class HandoverQuerySet(models.QuerySet["Handover"]):
    def visible_to(self, actor: Actor) -> Self:
        """Who leaves or takes over, the section, its 部長; all for secretariat, CISO and audit."""
        if actor.holds(Post.SECRETARIAT, Post.CISO, Post.AUDITOR):
            return self
        theirs = Q(leaver=actor.user) | Q(successor=actor.user)
        return self.filter(theirs | Q(account__department__in=actor.read_section_ids))

    def outstanding(self) -> Self:
        return self.filter(status__in=OUTSTANDING)

    def open(self) -> Self:
        return self.filter(status=HandoverStatus.OPEN)

    def handed(self) -> Self:
        return self.filter(status=HandoverStatus.HANDED)

    def not_cancelled(self) -> Self:
        return self.exclude(status=HandoverStatus.CANCELLED)

    def leaving_by(self, day: date) -> Self:
        """Not yet received, of people whose last day is `day` or earlier."""
        return self.outstanding().filter(last_day__lte=day)

    def soonest_first(self) -> Self:
        return self.order_by("last_day", "pk")

    def with_names(self) -> Self:
        return self.select_related(
            "account__service",
            "account__department__parent__parent",
            "account__manager__user",
            "leaver",
            "successor",
            "appointment__department",
            "operator",
            "handed_by",
            "received_by",
        )


class Handover(Life):
    """Received, it is frozen."""

    STATUS, TRANSITIONS = HandoverStatus, HANDOVER_TRANSITIONS
    STARTS = frozenset({HandoverStatus.OPEN})

    account = models.ForeignKey(
        OfficialAccount, models.PROTECT, related_name="handovers", verbose_name="アカウント"
    )
    leaver = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="離れる人")
    # One of them: as what the person leaves.
    appointment = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    operator = models.ForeignKey(Operator, models.PROTECT, null=True, related_name="+")
    last_day = models.DateField("最後の日")
    status = models.CharField(
        "状態", max_length=10, choices=HandoverStatus, default=HandoverStatus.OPEN
    )
    opened_at = models.DateTimeField("はじまった日時")
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    successor = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="引きつぐ人"
    )
    matters = models.TextField("つづいていること", blank=True)
    handed_at = models.DateTimeField("引き渡した日時", null=True)
    handed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField("受け取った日時", null=True)
    received_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    # The portal's own list on that day, and how every item stood: what the paper says for ever.
    record = models.JSONField("受け取ったときの記録", default=dict)
    ended_because = models.CharField("戻した・取りやめたわけ", max_length=200, blank=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "引継ぎ"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(appointment__isnull=False, operator=None)
                | Q(appointment=None, operator__isnull=False),
                name="handover_of_one_duty",
            ),
            models.UniqueConstraint(
                fields=["account", "leaver"],
                condition=Q(status__in=sorted(OUTSTANDING)),
                name="handover_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["HANDED", "RECEIVED"])
                | Q(handed_at__isnull=False, handed_by__isnull=False, successor__isnull=False)
                & ~Q(matters=""),
                name="handover_handed_whole",
            ),
            models.CheckConstraint(
                condition=~Q(status="RECEIVED") & Q(received_at=None, received_by=None)
                | Q(status="RECEIVED", received_at__isnull=False, received_by__isnull=False),
                name="handover_received_whole",
            ),
            models.CheckConstraint(
                condition=Q(received_by=None)
                | ~Q(received_by=models.F("leaver")) & ~Q(received_by=models.F("handed_by")),
                name="handover_received_by_another",
            ),
        ]
        indexes = [models.Index(fields=["status", "last_day"], name="handover_outstanding")]

    def __str__(self) -> str:
        return f"{self.account}の引継ぎ（{self.leaver.name}）"

    def get_absolute_url(self) -> str:
        return address_of("accounts:handover", self.account_id, self.pk)

    @property
    def duty(self) -> str:
        return "管理者" if self.appointment_id else "担当者"

    @property
    def is_outstanding(self) -> bool:
        return self.status in OUTSTANDING

    @property
    def is_open(self) -> bool:
        return self.status == HandoverStatus.OPEN

    @property
    def is_handed(self) -> bool:
        return self.status == HandoverStatus.HANDED

    @property
    def is_received(self) -> bool:
        return self.status == HandoverStatus.RECEIVED

    @property
    def opened_on(self) -> date:
        return localdate(self.opened_at)

    def is_late_on(self, day: date) -> bool:
        return self.is_outstanding and self.last_day < day


class HandoverTick(models.Model):
    """One item of handover.toml, seen to. A slip is withdrawn, and stays to be read."""

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="ticks")
    item = models.CharField("項目", max_length=40)
    done_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="確認者")
    done_at = models.DateTimeField("確認日時")
    note = models.CharField("備考", max_length=200, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "引継ぎの確認"
        constraints = [
            models.UniqueConstraint(
                fields=["handover", "item"],
                condition=Q(withdrawn_at=None),
                name="handover_tick_once",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="handover_tick_withdrawn_whole",
            ),
        ]
