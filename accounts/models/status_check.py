"""停止後の状態確認 (4(5)エ): the rounds of an account that is stopped and kept."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from accounts.models.official_account import OfficialAccount
from accounts.status import STATUS_CHECK_TRANSITIONS, AccountStatus, StatusCheckStatus
from komae_sns.addresses import address_of
from komae_sns.documents.models import EvidenceFile
from komae_sns.lives import Life
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Appointment, Department, User
from komae_sns.staff.posts import Post


class StatusCheckQuerySet(models.QuerySet["StatusCheck"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(account__in=OfficialAccount.objects.visible_to(actor))

    def due(self) -> Self:
        return self.filter(status=StatusCheckStatus.DUE)

    def done(self) -> Self:
        return self.filter(status=StatusCheckStatus.DONE)

    def due_by(self, day: date) -> Self:
        return self.due().filter(due_on__lte=day)

    def of_sections(self, section_ids: frozenset[int]) -> Self:
        return self.filter(account__department__in=section_ids)

    def ends_to_confirm(self) -> Self:
        """サービス終了 was found, and the secretariat has not yet looked."""
        return self.filter(result=StatusCheck.Result.SERVICE_ENDED, end_decided_at=None)

    def found_trouble(self) -> Self:
        return self.filter(result__in=[StatusCheck.Result.WRONG, StatusCheck.Result.LOCKED_OUT])

    def left_alone(self, day: date) -> Self:
        """Nobody works in the account's section: the secretariat looks."""
        there = Appointment.objects.on(day).holding(Post.HEAD, Post.CLERK)
        section = OuterRef("account__department")
        of_section = Q(department=section) | Q(
            department__parent=section, department__kind=Department.Kind.UNIT
        )
        return self.exclude(Exists(there.filter(of_section)))

    def soonest_first(self) -> Self:
        return self.order_by("due_on", "pk")

    def newest_first(self) -> Self:
        return self.order_by("-number")

    def with_names(self) -> Self:
        return self.select_related(
            "account__service",
            "account__department__parent__parent",
            "account__manager__user",
            "done_by",
            "end_decided_by",
            "evidence",
        )


class StatusCheck(Life):
    """One DUE an account at most. Done, it is frozen; the next one is a row of its own."""

    class Result(models.TextChoices):
        FINE = "FINE", "正常"
        WRONG = "WRONG", "異常"
        LOCKED_OUT = "LOCKED_OUT", "ログイン不能"
        SERVICE_ENDED = "SERVICE_ENDED", "サービス終了"

    STATUS, TRANSITIONS = StatusCheckStatus, STATUS_CHECK_TRANSITIONS
    STARTS = frozenset({StatusCheckStatus.DUE})

    account = models.ForeignKey(
        OfficialAccount, models.PROTECT, related_name="status_checks", verbose_name="アカウント"
    )
    number = models.PositiveIntegerField("回")
    status = models.CharField(
        "状態", max_length=8, choices=StatusCheckStatus, default=StatusCheckStatus.DUE
    )
    due_on = models.DateField("期日")
    result = models.CharField("結果", max_length=16, choices=Result, blank=True)
    # accounts.status_questions.kept: the questions as they were asked, and the answers.
    answers = models.JSONField("答え", default=list)
    note = models.TextField("見つかったこと", blank=True)
    evidence_text = models.TextField("証拠の説明", blank=True)
    evidence = models.ForeignKey(
        EvidenceFile, models.PROTECT, null=True, related_name="+", verbose_name="証拠のファイル"
    )
    done_on = models.DateField("確認した日", null=True)
    done_at = models.DateTimeField("記録日時", null=True)
    done_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="確認者"
    )
    # Of サービス終了 alone: whether the secretariat found it so.
    service_has_ended = models.BooleanField("サービスは終わった", null=True)
    end_reason = models.CharField("確かめたこと", max_length=300, blank=True)
    end_decided_at = models.DateTimeField("確かめた日時", null=True)
    end_decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="確かめた人"
    )

    objects = StatusCheckQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "停止後の状態確認"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(status=StatusCheckStatus.DUE),
                name="status_check_one_due",
            ),
            models.UniqueConstraint(fields=["account", "number"], name="status_check_number"),
            models.CheckConstraint(
                condition=Q(status="DUE", done_on=None, done_at=None, done_by=None, result="")
                | Q(status="DONE", done_on__isnull=False, done_at__isnull=False)
                & Q(done_by__isnull=False)
                & ~Q(result=""),
                name="status_check_done_whole",
            ),
            models.CheckConstraint(
                condition=Q(result__in=["", "FINE"]) | ~Q(note=""),
                name="status_check_says_what",
            ),
            models.CheckConstraint(
                condition=Q(end_decided_at=None, end_decided_by=None, service_has_ended=None)
                | Q(end_decided_at__isnull=False, end_decided_by__isnull=False)
                & Q(service_has_ended__isnull=False, result="SERVICE_ENDED"),
                name="status_check_end_whole",
            ),
            models.CheckConstraint(
                condition=Q(end_decided_by=None) | ~Q(end_decided_by=F("done_by")),
                name="status_check_end_decided_by_another",
            ),
        ]
        indexes = [models.Index(fields=["status", "due_on", "id"], name="status_check_due")]

    def __str__(self) -> str:
        return f"{self.account}の状態確認（第{self.number}回）"

    def get_absolute_url(self) -> str:
        return address_of("accounts:status-check", self.account_id, self.pk)

    @property
    def is_due(self) -> bool:
        return self.status == StatusCheckStatus.DUE

    @property
    def found_trouble(self) -> bool:
        return self.result in {self.Result.WRONG, self.Result.LOCKED_OUT}

    @property
    def waits_for_secretariat(self) -> bool:
        return self.result == self.Result.SERVICE_ENDED and self.end_decided_at is None

    def is_late_on(self, day: date) -> bool:
        return self.is_due and self.due_on < day


def unwatched() -> models.QuerySet[OfficialAccount]:
    """Stopped and kept, with no check ahead and none that waits for the secretariat."""
    of_account = StatusCheck.objects.filter(account=OuterRef("pk"))
    stopped = OfficialAccount.objects.filter(status=AccountStatus.SUSPENDED)
    return stopped.filter(~Exists(of_account.due()), ~Exists(of_account.ends_to_confirm()))
