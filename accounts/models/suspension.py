"""運用停止: the ordered way from 運用中 to 停止・保全 (4(5)イ・ウ・エ)."""

from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q

from accounts.models.official_account import OfficialAccount
from accounts.status import (
    SUSPENSION_STARTS,
    SUSPENSION_TRANSITIONS,
    UNDER_WAY,
    SuspensionStatus,
)
from komae_sns.addresses import address_of
from komae_sns.lives import Life
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import User
from komae_sns.staff.posts import Post

_S = SuspensionStatus


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    def visible_to(self, actor: Actor) -> Self:
        """permissions.can_read_suspension, for many."""
        readers = (Post.SECRETARIAT, Post.CISO, Post.AUDITOR)
        if actor.on_committee or actor.holds(*readers):
            return self
        takes_over = Q(successor__department__in=actor.section_ids)
        return self.filter(Q(account__department__in=actor.read_section_ids) | takes_over)

    def under_way(self) -> Self:
        return self.filter(status__in=UNDER_WAY)

    def of_sections(self, section_ids: frozenset[int]) -> Self:
        return self.filter(account__department__in=section_ids)

    def assessing(self) -> Self:
        return self.filter(status=_S.ASSESSING)

    def notifying(self) -> Self:
        return self.filter(status=_S.NOTIFYING)

    def to_assess(self) -> Self:
        """The impact sheet is with the section."""
        return self.assessing().filter(submitted_at=None)

    def to_confirm(self) -> Self:
        """The plan waits for the secretariat."""
        return self.assessing().filter(submitted_at__isnull=False)

    def notice_over_by(self, day: date) -> Self:
        """4(5)ウ: announced and guided for as long as was laid down: 停止 may follow."""
        return self.notifying().filter(may_stop_from__lte=day, guided_on__lte=day)

    def to_announce_by(self, section_ids: frozenset[int]) -> Self:
        """The plan stands; these sections have not told citizens on the account, or where it
        leads to."""
        on_account = Q(account__department__in=section_ids, announced_on=None)
        guidance = Q(successor__department__in=section_ids) | Q(account__department__in=section_ids)
        return self.notifying().filter(on_account | guidance & Q(guided_on=None))

    def with_names(self) -> Self:
        return self.select_related(
            "account__service", "account__department__parent", "successor__service"
        )

    def with_people(self) -> Self:
        return self.select_related(
            "begun_by", "submitted_by", "returned_by", "confirmed_by", "stopped_by", "cancelled_by"
        )


class Suspension(Life):
    """Never deleted; frozen once it is 停止 or 取りやめ. One at a time for an account."""

    class Origin(models.TextChoices):
        HEAD = "HEAD", "所属長の判断"
        REVIEW = "REVIEW", "年度末の効果測定"

    class Level(models.TextChoices):
        """影響度."""

        LARGE = "LARGE", "大"
        MEDIUM = "MEDIUM", "中"
        SMALL = "SMALL", "小"

    STATUS, TRANSITIONS, STARTS = SuspensionStatus, SUSPENSION_TRANSITIONS, SUSPENSION_STARTS

    account = models.ForeignKey(
        OfficialAccount, models.PROTECT, related_name="suspensions", verbose_name="アカウント"
    )
    status = models.CharField("段階", max_length=10, choices=SuspensionStatus)
    origin = models.CharField("きっかけ", max_length=8, choices=Origin)
    reason = models.TextField("停止する理由")
    begun_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="はじめた人")
    begun_at = models.DateTimeField("はじめた日時")

    # 4(5)イ: the impact sheet
    followers = models.PositiveBigIntegerField("登録者数", null=True, blank=True)
    followers_on = models.DateField("数えた日", null=True, blank=True)
    followers_unknown = models.CharField("登録者数がわからない理由", max_length=200, blank=True)
    dependants = models.TextField("頼りにしている人・もの", blank=True)
    lost_information = models.TextField("市民が受けとれなくなる情報", blank=True)
    successor = models.ForeignKey(
        OfficialAccount,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="inherits_from",
        verbose_name="集約先の市広報アカウント",
    )
    elsewhere = models.CharField("ほかに案内するところ", max_length=300, blank=True)
    level = models.CharField("影響度", max_length=8, choices=Level, blank=True)
    level_reason = models.TextField("影響度の理由", blank=True)
    # The city's period for that level on the day of the plan; a longer one may be chosen.
    required_days = models.PositiveSmallIntegerField("定めの周知日数", null=True)
    notice_days = models.PositiveSmallIntegerField("周知の日数", null=True, blank=True)
    stop_on = models.DateField("停止する日", null=True, blank=True)
    # 4(5)ウ: what is going to be said
    notice_text = models.TextField("アカウントでの周知文", blank=True)
    guidance_text = models.TextField("市広報アカウントでの案内文", blank=True)
    page_text = models.TextField("市ホームページの文", blank=True)
    profile_text = models.TextField("停止後のプロフィール文", blank=True)

    edit_number = models.PositiveIntegerField(default=0, editable=False)

    submitted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField("計画を出した日時", null=True)
    returned_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    returned_at = models.DateTimeField("計画が戻った日時", null=True)
    returned_because = models.TextField("直すところ", blank=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField("計画を確認した日時", null=True)
    # Of the first standing notice on the account, and of the first guidance.
    announced_on = models.DateField("周知をはじめた日", null=True)
    may_stop_from = models.DateField("停止できる日", null=True)
    guided_on = models.DateField("誘導をはじめた日", null=True)

    stopped_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    stopped_at = models.DateTimeField("停止を記録した日時", null=True)
    stopped_on = models.DateField("停止した日", null=True)
    checklist = models.JSONField("停止の確認", default=list)
    cancelled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    cancelled_at = models.DateTimeField("取りやめた日時", null=True)
    cancelled_because = models.TextField("取りやめた理由", blank=True)

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "運用停止"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["status", "id"], name="suspension_status"),
            models.Index(fields=["status", "may_stop_from"], name="suspension_notice_over"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(status__in=sorted(UNDER_WAY)),
                name="suspension_one_under_way",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="suspension_has_its_reason"),
            models.CheckConstraint(
                condition=Q(submitted_at=None, submitted_by=None)
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="suspension_submitted_whole",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(
                    confirmed_at__isnull=False,
                    confirmed_by__isnull=False,
                    submitted_at__isnull=False,
                    successor__isnull=False,
                    required_days__isnull=False,
                    notice_days__isnull=False,
                    notice_days__gte=F("required_days"),
                    stop_on__isnull=False,
                )
                & ~Q(level="")
                & ~Q(lost_information="")
                & (Q(followers__isnull=False) | ~Q(followers_unknown="")),
                name="suspension_confirmed_whole",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("submitted_by")),
                name="suspension_nobody_confirms_their_own",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[_S.ASSESSING, _S.CANCELLED])
                | Q(confirmed_at__isnull=False),
                name="suspension_goes_on_when_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(announced_on=None, may_stop_from=None)
                | Q(announced_on__isnull=False, may_stop_from__isnull=False),
                name="suspension_announced_whole",
            ),
            models.CheckConstraint(
                condition=~Q(status=_S.DONE) & Q(stopped_on=None, stopped_by=None, stopped_at=None)
                | Q(
                    status=_S.DONE,
                    stopped_by__isnull=False,
                    stopped_at__isnull=False,
                    stopped_on__isnull=False,
                    announced_on__isnull=False,
                    guided_on__isnull=False,
                    stopped_on__gte=F("may_stop_from"),
                )
                & Q(stopped_on__gte=F("guided_on"))
                & Q(stopped_on__gte=F("stop_on")),
                name="suspension_done_after_its_notice",
            ),
            models.CheckConstraint(
                condition=~Q(status=_S.CANCELLED)
                & Q(cancelled_by=None, cancelled_at=None, cancelled_because="")
                | Q(status=_S.CANCELLED, cancelled_by__isnull=False, cancelled_at__isnull=False)
                & ~Q(cancelled_because=""),
                name="suspension_cancelled_whole",
            ),
            models.CheckConstraint(
                condition=Q(successor=None) | ~Q(successor=F("account")),
                name="suspension_leads_elsewhere",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account}の運用停止"

    def get_absolute_url(self) -> str:
        return address_of("accounts:suspension-detail", self.account_id, self.pk)

    @property
    def is_under_way(self) -> bool:
        return self.status in UNDER_WAY

    @property
    def is_assessing(self) -> bool:
        return self.status == _S.ASSESSING

    @property
    def is_notifying(self) -> bool:
        return self.status == _S.NOTIFYING

    @property
    def is_done(self) -> bool:
        return self.status == _S.DONE

    @property
    def is_cancelled(self) -> bool:
        return self.status == _S.CANCELLED

    @property
    def is_submitted(self) -> bool:
        """The plan is with the secretariat."""
        return self.is_assessing and self.submitted_at is not None

    @property
    def is_sent_back(self) -> bool:
        return self.is_assessing and self.submitted_at is None and bool(self.returned_because)

    def earliest_stop(self, first_notice: date) -> date:
        """4(5)ウ: a period of whole days after the day of the first notice."""
        return first_notice + timedelta(days=self.notice_days or 0)

    def may_stop_on(self, day: date) -> bool:
        gates = (self.may_stop_from, self.guided_on, self.stop_on)
        return self.is_notifying and all(gate is not None and gate <= day for gate in gates)
