"""公式アカウント: the account on a platform that speaks for the city."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models.decision import Decision
from accounts.models.service import Service
from accounts.status import LIVE, STARTS, TRANSITIONS, AccountStatus
from komae_sns.lives import Life
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Appointment, Department
from komae_sns.staff.posts import Post


class OfficialAccountQuerySet(models.QuerySet["OfficialAccount"]):
    def visible_to(self, actor: Actor) -> Self:
        """Staff see every official account; a contractor only those they operate."""
        if not actor.appointments:
            return self.none()
        if any(a.post != Post.CONTRACTOR for a in actor.appointments):
            return self
        return self.filter(
            operators__user=actor.user, operators__starts_on__lte=actor.today
        ).filter(Q(operators__ends_on=None) | Q(operators__ends_on__gte=actor.today))

    def preparing(self) -> Self:
        return self.filter(status=AccountStatus.PREPARING)

    def live(self) -> Self:
        """Seen by citizens as ours and in use."""
        return self.filter(status__in=LIVE)

    def of_section(self, department: Department) -> Self:
        return self.filter(department_id=department.section_id)

    def with_names(self) -> Self:
        return self.select_related(
            "service", "department", "department__parent", "manager__user", "manager__department"
        )


class OfficialAccount(Life):
    STATUS, TRANSITIONS, STARTS = AccountStatus, TRANSITIONS, STARTS

    service = models.ForeignKey(Service, models.PROTECT, verbose_name="媒体")
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="official_accounts", verbose_name="運用主体"
    )
    # With decision_grants a composite foreign key on (id, grants): see migration and triggers.
    decision = models.OneToOneField(
        Decision, models.PROTECT, related_name="official_account", verbose_name="開設の根拠"
    )
    decision_grants = models.BooleanField(default=True, editable=False)
    status = models.CharField("状態", max_length=16, choices=AccountStatus)

    name = models.CharField("表示名", max_length=100)
    handle = models.CharField("ユーザー名", max_length=200, blank=True)
    handle_key = models.CharField(max_length=200, blank=True, editable=False)
    url = models.CharField("アドレス", max_length=500, blank=True)
    registered_email = models.EmailField("登録メールアドレス", blank=True)
    profile_text = models.TextField("プロフィール文", blank=True)

    purpose = models.TextField("目的")
    topics = models.TextField("投稿内容", blank=True)
    audience = models.CharField("対象者", max_length=200, blank=True)
    frequency = models.CharField("発信の回数", max_length=100, blank=True)
    tone = models.CharField("表現の硬軟度合い", max_length=100, blank=True)
    needs_post_approval = models.BooleanField("投稿の決裁が必要", default=True)

    manager = models.ForeignKey(
        Appointment,
        models.PROTECT,
        null=True,
        related_name="managed_accounts",
        verbose_name="管理者",
    )
    devices = models.TextField("投稿に使う機器", blank=True)
    linked_apps = models.TextField("連携アプリ", blank=True)
    contractor = models.CharField("運用を委託する業者", max_length=100, blank=True)
    contractor_until = models.DateField("委託の終わる日", null=True, blank=True)
    is_city_pr = models.BooleanField("市広報アカウント", default=False)
    opened_on = models.DateField("開設日", null=True, blank=True)
    registered_at = models.DateTimeField("登録日時", auto_now_add=True)

    objects = OfficialAccountQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公式アカウント"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(decision_grants=True), name="account_is_granted"),
            models.CheckConstraint(
                condition=Q(status=AccountStatus.PREPARING)
                | (~Q(url="") & Q(manager__isnull=False) & Q(opened_on__isnull=False)),
                name="account_open_has_its_facts",
                violation_error_message="運用には、アドレス・管理者・開設日が必要です。",
            ),
            models.UniqueConstraint(
                fields=["service", "handle_key"],
                condition=~Q(handle_key=""),
                name="account_handle_once",
                violation_error_message="このアカウントは、すでに登録されています。",
            ),
        ]
        indexes = [
            models.Index(fields=["department", "status"], name="account_department"),
            models.Index(fields=["status", "id"], name="account_status"),
            models.Index(fields=["service", "id"], name="account_service"),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.service.name}）"

    def get_absolute_url(self) -> str:
        return reverse("accounts:account-detail", args=[self.pk])
