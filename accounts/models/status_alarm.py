"""異常の連絡: what a status check found, before the CISO. 事案 will join here (4(3)カ, 4(5)エ)."""

from typing import Self

from django.db import models
from django.db.models import Q

from accounts.models.domain_check import DomainCheck
from accounts.models.official_account import OfficialAccount
from accounts.models.status_check import StatusCheck
from accounts.status import ALARM_TRANSITIONS, AlarmStatus
from komae_sns.addresses import address_of
from komae_sns.lives import Life
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import User
from komae_sns.staff.posts import Post


class StatusAlarmQuerySet(models.QuerySet["StatusAlarm"]):
    def visible_to(self, actor: Actor) -> Self:
        """The section's own, also for its 部長; all for those to whom it goes, and audit."""
        if actor.holds(Post.SECRETARIAT, Post.CISO, Post.AUDITOR):
            return self
        return self.filter(account__department__in=actor.read_section_ids)

    def open(self) -> Self:
        return self.filter(status=AlarmStatus.OPEN)

    def unsettled(self) -> Self:
        return self.exclude(status=AlarmStatus.SETTLED)

    def received(self) -> Self:
        return self.filter(status=AlarmStatus.RECEIVED)

    def with_names(self) -> Self:
        return self.select_related(
            "account__service",
            "account__department__parent__parent",
            "account__manager__user",
            "check_found_by__done_by",
            "domain_check__checked_by",
            "domain_check__domain",
            "received_by",
            "settled_by",
        )


class StatusAlarm(Life):
    """Its words are those of the check, kept as raised."""

    STATUS, TRANSITIONS = AlarmStatus, ALARM_TRANSITIONS
    STARTS = frozenset({AlarmStatus.OPEN})

    account = models.ForeignKey(
        OfficialAccount, models.PROTECT, related_name="status_alarms", verbose_name="アカウント"
    )
    # One of them found it.
    check_found_by = models.OneToOneField(
        StatusCheck, models.PROTECT, null=True, related_name="alarm", verbose_name="状態確認"
    )
    domain_check = models.OneToOneField(
        DomainCheck, models.PROTECT, null=True, related_name="alarm", verbose_name="ドメインの確認"
    )
    status = models.CharField("状態", max_length=10, choices=AlarmStatus, default=AlarmStatus.OPEN)
    what = models.TextField("何が起きているか")
    raised_at = models.DateTimeField("見つけた日時")
    received_at = models.DateTimeField("受領日時", null=True)
    received_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    instruction = models.TextField("指示", blank=True)
    settled_at = models.DateTimeField("対応が終わった日時", null=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    outcome = models.TextField("対応の結果", blank=True)

    objects = StatusAlarmQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "状態確認の異常"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(check_found_by__isnull=False, domain_check=None)
                | Q(check_found_by=None, domain_check__isnull=False),
                name="status_alarm_of_one_check",
            ),
            models.CheckConstraint(
                condition=Q(status="OPEN", received_at=None, received_by=None)
                | Q(status__in=["RECEIVED", "SETTLED"])
                & Q(received_at__isnull=False, received_by__isnull=False),
                name="status_alarm_received_whole",
            ),
            models.CheckConstraint(
                condition=~Q(status="SETTLED") & Q(settled_at=None, settled_by=None, outcome="")
                | Q(status="SETTLED", settled_at__isnull=False, settled_by__isnull=False)
                & ~Q(outcome=""),
                name="status_alarm_settled_whole",
            ),
        ]
        indexes = [models.Index(fields=["status", "id"], name="status_alarm_status")]

    def __str__(self) -> str:
        return f"{self.account}の{self.finding}"

    def get_absolute_url(self) -> str:
        return address_of("accounts:status-alarm", self.account_id, self.pk)

    @property
    def finding(self) -> str:
        if self.check_found_by:
            return self.check_found_by.get_result_display()
        return f"関連ドメイン{self.domain_check.domain}の異常"

    @property
    def found(self) -> str:
        return (self.check_found_by or self.domain_check).note

    @property
    def found_by(self) -> User:
        return self.check_found_by.done_by if self.check_found_by else self.domain_check.checked_by

    @property
    def found_at_url(self) -> str:
        if self.check_found_by:
            return self.check_found_by.get_absolute_url()
        return self.domain_check.domain.get_absolute_url()

    @property
    def is_open(self) -> bool:
        return self.status == AlarmStatus.OPEN

    @property
    def is_received(self) -> bool:
        return self.status == AlarmStatus.RECEIVED
