"""公式アカウント: the account on a platform that speaks for the city."""

import secrets
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Greatest, TruncDate
from django.utils.timezone import localdate

from accounts import areas
from accounts.metrics import idle_days
from accounts.models.decision import Decision
from accounts.models.keys import AreaField, HandleKeyField
from accounts.models.operator import Operator
from accounts.models.service import Service
from accounts.status import LIVE, NEVER_OPENED, STARTS, TRANSITIONS, AccountStatus
from komae_sns.addresses import address_of
from komae_sns.lives import Life
from komae_sns.searching import Searchable, SearchKeyField, holding
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Appointment, Department
from komae_sns.staff.posts import Post

_KEY_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is taken for another
KEY_LENGTH = 10


def new_public_key() -> str:
    """50 bits that say nothing: neither how many accounts there are, nor in which order."""
    return "".join(secrets.choice(_KEY_LETTERS) for _ in range(KEY_LENGTH))


def last_post_of_each() -> Subquery:
    figures = OfficialAccount._meta.get_field("figures").related_model.objects
    return Subquery(figures.filter(account=OuterRef("pk")).last_posts().values("day")[:1])


class OfficialAccountQuerySet(models.QuerySet["OfficialAccount"]):
    def visible_to(self, actor: Actor) -> Self:
        """Staff see every official account; a contractor only those they operate."""
        if not actor.appointments:
            return self.none()
        if any(a.post != Post.CONTRACTOR for a in actor.appointments):
            return self
        return self.operated_by(actor)

    def operated_by(self, actor: Actor) -> Self:
        """Those the person posts on that day."""
        operators = Operator.objects.on(actor.today).filter(user=actor.user)
        return self.filter(Exists(operators.filter(account=OuterRef("pk"))))

    def posted_by(self, actor: Actor) -> Self:
        """Those that one may write for: of one's own sections, or as who posts."""
        operators = Operator.objects.on(actor.today).filter(user=actor.user)
        return self.visible_to(actor).filter(
            Q(department__in=actor.section_ids) | Exists(operators.filter(account=OuterRef("pk")))
        )

    def cared_for_by(self, actor: Actor) -> Self:
        """Those the person manages or posts."""
        operators = Operator.objects.on(actor.today).filter(user=actor.user)
        return self.filter(
            Q(manager__user=actor.user) | Exists(operators.filter(account=OuterRef("pk")))
        )

    def manager_gone_on(self, day: date) -> Self:
        """Still in being, with a manager whose appointment had ended before that day."""
        ended = self.filter(manager__ends_on__lt=day)
        return ended.exclude(status=AccountStatus.SERVICE_ENDED)

    def manager_leaving_without_successor(self, day: date) -> Self:
        """Their appointment ends by `day`, and nobody is entered who heads the section then."""
        heads = Appointment.objects.filter(
            Q(ends_on=None) | Q(ends_on__gt=OuterRef("manager__ends_on")),
            post=Post.HEAD,
            department=OuterRef("department"),
            starts_on__lte=day + timedelta(days=1),
        )
        return self.in_being().filter(~Exists(heads), manager__ends_on__lte=day)

    def of_sections(self, section_ids: frozenset[int]) -> Self:
        return self.filter(department__in=section_ids)

    def under(self, department: Department) -> Self:
        """Of a 部, of everything in it; of a 課, its own."""
        return self.filter(
            department__in=Department.objects.filter(
                Q(pk=department.pk) | Q(parent=department.pk) | Q(parent__parent=department.pk)
            )
        )

    def holding(self, words: Sequence[str]) -> Self:
        return holding(self, words)

    def named(self, name: str) -> "OfficialAccount":
        """By its number, or by a handle that only one of them has; raises as `get` does."""
        rows = self.official()
        if name.isdecimal() and len(name) <= 18 and (found := rows.filter(pk=int(name)).first()):
            return found
        return rows.get(handle_key=name.strip("@").casefold())

    def preparing(self) -> Self:
        return self.filter(status=AccountStatus.PREPARING)

    def official(self) -> Self:
        """Without those that were given up before they were opened."""
        return self.exclude(status=AccountStatus.ABANDONED)

    def published(self) -> Self:
        """見本第7条: on the public list: all that ever spoke to citizens."""
        return self.exclude(status__in=NEVER_OPENED)

    def live(self) -> Self:
        """Seen by citizens as ours and in use."""
        return self.filter(status__in=LIVE)

    def in_being(self) -> Self:
        """Someone still has to answer for it."""
        return self.exclude(status__in=[AccountStatus.SERVICE_ENDED, AccountStatus.ABANDONED])

    def with_content_read_on(self) -> Self:
        """`content_read_on_or_since`: before the first check, the day it came into our care."""
        in_care = Greatest("opened_on", TruncDate("registered_at"))
        return self.annotate(content_read_on_or_since=Coalesce("content_read_on", in_care))

    def with_section_on(self, day: date) -> Self:
        """`section_then`: the section that had it at the end of that day."""
        moves = self.model._meta.get_field("section_moves").related_model.objects
        left = moves.after(day).filter(account=OuterRef("pk")).values("old")[:1]
        then = Coalesce(Subquery(left), "department", output_field=models.BigIntegerField())
        return self.annotate(section_then=then)

    def with_last_post(self) -> Self:
        """`last_post_on`: the newest 最後に発信した日 on record; None when never typed."""
        return self.annotate(last_post_on=last_post_of_each())

    def idle_on(self, day: date) -> Self:
        """休眠: running, and without a post for longer than the city's idle_days."""
        return self.silent_on(day).exclude(last_post_on=None)

    def silence_unknown_on(self, day: date) -> Self:
        """Running, in care for as long, and nobody has ever typed when they last posted."""
        return self.silent_on(day).filter(last_post_on=None)

    def silent_on(self, day: date) -> Self:
        """Either of both."""
        running = self.filter(status=AccountStatus.RUNNING).with_last_post()
        in_care = Greatest("opened_on", TruncDate("registered_at"))
        since = Coalesce("last_post_on", in_care)
        return running.alias(silent_since=since).filter(
            silent_since__lt=day - timedelta(days=idle_days())
        )

    def in_use(self) -> Self:
        """運用中 or 一時停止."""
        return self.filter(status__in=[AccountStatus.RUNNING, AccountStatus.PAUSED])

    def in_care_by(self, day: date) -> Self:
        """Open, and known to the portal, by that day."""
        return self.filter(opened_on__lte=day, registered_at__date__lte=day)

    def content_unread_since(self, day: date) -> Self:
        """4(3)ア: in use, and nobody has read their posts through after `day`."""
        unread = Q(content_read_on__lte=day)
        never_read = Q(content_read_on=None, content_read_on_or_since__lte=day)
        return self.live().with_content_read_on().filter(unread | never_read)

    def of_section(self, department: Department) -> Self:
        return self.filter(department_id=department.section_id)

    def with_address(self, service: Service, handle_key: str, url: str) -> Self:
        """The account that has this handle on the service, or this address (blank: none)."""
        handle = Q(service=service, handle_key=handle_key) & ~Q(handle_key="")
        return self.official().filter(handle | (Q(url=url) & ~Q(url="")))

    def for_list(self) -> Self:
        """What a row of the register shows; services and departments come from elsewhere."""
        return self.select_related("manager__user").only(
            "name",
            "handle",
            "status",
            "opened_on",
            "is_city_pr",
            "service_id",
            "department_id",
            "manager__title",
            "manager__post",
            "manager__department_id",
            "manager__user__name",
        )

    def with_names(self) -> Self:
        return self.select_related(
            "service",
            "department__parent__parent",
            "manager__user",
            "manager__department",
        )


class OfficialAccount(Searchable, Life):
    class Badge(models.TextChoices):
        """見本第7条3: the platform's mark that the account is genuine."""

        NOT_APPLIED = "NOT_APPLIED", "未申請"
        APPLIED = "APPLIED", "申請中"
        GRANTED = "GRANTED", "取得"
        LOST = "LOST", "喪失"

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
    # Its address on the public pages, printed on posters: stays when the handle changes.
    public_key = models.CharField(
        max_length=KEY_LENGTH, unique=True, default=new_public_key, editable=False
    )

    name = models.CharField("表示名", max_length=100)
    handle = models.CharField("ユーザー名", max_length=200, blank=True)
    handle_key = HandleKeyField(max_length=200, blank=True, editable=False)
    url = models.CharField("アドレス", max_length=500, blank=True)
    # The platform's own number of the account: it stays when the handle changes.
    platform_id = models.CharField("固定ID", max_length=100, blank=True)
    registered_email = models.EmailField("登録メールアドレス", blank=True)
    profile_text = models.TextField("プロフィール文", blank=True)

    purpose = models.TextField("目的")
    topics = models.TextField("投稿内容", blank=True)
    # Key of accounts.areas.
    area = AreaField("分野", max_length=20, blank=True)
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
    badge = models.CharField("認証", max_length=12, choices=Badge, default=Badge.NOT_APPLIED)
    opened_on = models.DateField("開設日", null=True, blank=True)
    # The day of the latest ContentCheck, kept by the step that records one.
    content_read_on = models.DateField(
        "発言内容を最後に確認した日", null=True, blank=True, editable=False
    )
    registered_at = models.DateTimeField("登録日時", auto_now_add=True)
    updated_at = models.DateTimeField("更新日時", auto_now=True, db_index=True)
    edit_number = models.PositiveIntegerField(default=0, editable=False)
    # Earlier names, handles and addresses, one a line: whoever searches for one finds the account.
    former_names = models.TextField(editable=False, default="", blank=True)
    search_key = SearchKeyField(
        of=(
            "name",
            "handle",
            "url",
            "platform_id",
            "former_names",
            "purpose",
            "topics",
            "audience",
            "frequency",
            "profile_text",
            "registered_email",
            "contractor",
        ),
        editable=False,
        default="",
    )

    objects = OfficialAccountQuerySet.as_manager()

    shown_operators: tuple[Operator, ...] | None = None  # until a page reads them

    class Meta:
        verbose_name = verbose_name_plural = "公式アカウント"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(decision_grants=True), name="account_is_granted"),
            models.CheckConstraint(
                condition=Q(status__in=sorted(NEVER_OPENED))
                | (~Q(url="") & Q(manager__isnull=False) & Q(opened_on__isnull=False)),
                name="account_open_has_its_facts",
                violation_error_message="運用には、アドレス・管理者・開設日が必要です。",
            ),
            models.UniqueConstraint(
                fields=["service", "handle_key"],
                condition=~Q(handle_key="") & ~Q(status=AccountStatus.ABANDONED),
                name="account_handle_once",
                violation_error_message="このアカウントは、すでに登録されています。",
            ),
            models.UniqueConstraint(
                fields=["url"],
                condition=~Q(url="") & ~Q(status=AccountStatus.ABANDONED),
                name="account_url_once",
                violation_error_message="このアドレスは、すでに登録されています。",
            ),
            models.UniqueConstraint(
                fields=["service", "platform_id"],
                condition=~Q(platform_id=""),
                name="account_platform_id_once",
                violation_error_message="この固定IDは、ほかのアカウントに登録されています。",
            ),
            models.CheckConstraint(
                condition=Q(handle="", handle_key="") | ~Q(handle="") & ~Q(handle_key=""),
                name="account_handle_has_its_key",
            ),
            models.CheckConstraint(
                condition=Q(contractor_until=None) | ~Q(contractor=""),
                name="account_contract_has_its_contractor",
                violation_error_message="委託の終わる日には、業者の名前も必要です。",
            ),
        ]
        indexes = [
            models.Index(fields=["department", "status"], name="account_department"),
            models.Index(fields=["status", "id"], name="account_status"),
            models.Index(fields=["service", "id"], name="account_service"),
            models.Index(
                fields=["content_read_on"],
                condition=Q(status__in=sorted(LIVE)),
                name="account_content_read",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.service.name}）"

    def get_absolute_url(self) -> str:
        return address_of("accounts:account-detail", self.pk)

    @property
    def shown_handle(self) -> str:
        """As people write it on that service: @KomaeCity."""
        return self.service.rule.shown(self.handle) if self.handle else ""

    @property
    def area_name(self) -> str:
        return areas.name_of(self.area)

    @property
    def is_preparing(self) -> bool:
        return self.status == AccountStatus.PREPARING

    @property
    def is_in_use(self) -> bool:
        """運用中 or 一時停止: what is recorded of it changes step by step."""
        return self.status in {AccountStatus.RUNNING, AccountStatus.PAUSED}

    @property
    def has_ended(self) -> bool:
        return self.status in {AccountStatus.SERVICE_ENDED, AccountStatus.ABANDONED}

    @property
    def is_abandoned(self) -> bool:
        return self.status == AccountStatus.ABANDONED

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

    @property
    def in_care_since(self) -> date:
        """Opened, or entered in the register where it is older than that."""
        registered = localdate(self.registered_at)
        return max(self.opened_on, registered) if self.opened_on else registered

    def read_operators(self, day: date) -> None:
        """For a page that shows them: `shown_operators`, in effect on `day` or later."""
        named = self.operators.not_over(day).select_related("user")
        self.shown_operators = tuple(named.only("account", "starts_on", "ends_on", "user__name"))

    def is_operated_by(self, actor: Actor) -> bool:
        """On that day, also by somebody of another section or a contractor."""
        if self.shown_operators is None:
            return self.operators.on(actor.today).filter(user=actor.user).exists()
        theirs = (o for o in self.shown_operators if o.user_id == actor.user.pk)
        return any(operator.is_in_effect_on(actor.today) for operator in theirs)

    def has_manager_on(self, day: date) -> bool:
        post = self.manager
        if post is None or post.starts_on > day:
            return False
        return post.ends_on is None or post.ends_on >= day
