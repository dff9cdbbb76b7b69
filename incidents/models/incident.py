"""事案: what happened to an account or was said of the city, from its first report to its end."""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.models import OfficialAccount, Operator, StatusAlarm
from incidents.status import OPEN, STARTS, TRANSITIONS, UNDER_WAY, IncidentStatus
from komae_sns.addresses import address_of
from komae_sns.documents.models import DocumentNumber
from komae_sns.lives import Life, WrongStatus
from komae_sns.searching import Searchable, SearchKeyField, holding
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Appointment, Department, User
from komae_sns.staff.posts import Post

READ_ALL = (Post.CISO, Post.SECRETARIAT, Post.AUDITOR)


def _taught(model: type[models.Model], actor: Actor) -> models.QuerySet:
    """Those of which somebody was given a task."""
    lessons = model._meta.get_field("lessons").related_model.objects
    return lessons.filter(tasks__owner=actor.user).values("incident")


class IncidentQuerySet(models.QuerySet["Incident"]):
    def visible_to(self, actor: Actor) -> Self:
        """Their own section's, one's below their 部, their own report's, that of an account they
        manage or operate; all for the CISO, the secretariat and audit. A contractor sees only the
        accounts they operate; whose posts have all ended, nothing.
        """
        if not actor.appointments:
            once = Appointment.objects.filter(user=actor.user, starts_on__lte=actor.today)
            return self.none() if once.exists() else self.filter(reported_by=actor.user)
        if actor.holds(*READ_ALL):
            return self
        operators = Operator.objects.on(actor.today).filter(user=actor.user)
        theirs = Exists(operators.filter(account=OuterRef("account")))
        if all(a.post == Post.CONTRACTOR for a in actor.appointments):
            return self.filter(theirs)
        return self.filter(
            Q(department__in=actor.read_section_ids)
            | Q(reported_by=actor.user)
            | Q(account__manager__in=actor.appointment_ids)
            | Q(pk__in=_taught(self.model, actor))
            | theirs
        )

    def open(self) -> Self:
        return self.filter(status__in=sorted(OPEN))

    def under_way(self) -> Self:
        """Somebody still has something to do against it."""
        return self.filter(status__in=sorted(UNDER_WAY))

    def resolved(self) -> Self:
        return self.filter(status=IncidentStatus.RESOLVED)

    def closed(self) -> Self:
        return self.filter(status=IncidentStatus.CLOSED)

    def real(self) -> Self:
        """Without the drills."""
        return self.filter(is_drill=False)

    def of_sections(self, section_ids: frozenset[int]) -> Self:
        return self.filter(department__in=section_ids)

    def under(self, department: Department) -> Self:
        """Of a 部, of everything in it; of a 課, its own. Their keys are read first: with them the
        database finds the few rows, else it looks through all."""
        above = Q(parent=department.pk) | Q(parent__parent=department.pk)
        found = Department.objects.filter(above | Q(pk=department.pk))
        return self.of_sections(frozenset(found.values_list("pk", flat=True)))

    def waiting_for_head(self) -> Self:
        return self.under_way().filter(head_received_at=None, head_due_at__isnull=False)

    def waiting_for_ciso(self) -> Self:
        return self.under_way().filter(ciso_received_at=None, ciso_due_at__isnull=False)

    def unreceived(self) -> Self:
        """Somebody who was to receive it has not."""
        waits = Q(head_received_at=None, head_due_at__isnull=False) | Q(ciso_received_at=None)
        return self.under_way().filter(waits)

    def received(self) -> Self:
        return self.exclude(pk__in=self.model.objects.unreceived().values("pk"))

    def holding(self, words: Sequence[str]) -> Self:
        return holding(self, words)

    def for_list(self) -> Self:
        """What a row of the list, or of somebody's work, shows."""
        return self.select_related("number", "account__service", "department").only(
            "number__text",
            "kind_name",
            "status",
            "is_drill",
            "happened_at",
            "happened_when",
            "recorded_at",
            "waiting_since",
            "head_due_at",
            "ciso_due_at",
            "account__name",
            "account__service__name",
            "department__name",
        )

    def for_account_page(self) -> Self:
        """What a line about one says there."""
        shown = ("number", "kind_name", "status", "is_drill", "recorded_at")
        return self.select_related("number").only(*shown)

    def for_page(self, actor: Actor) -> Self:
        """What a page of one begins with. People are named with those of its rows
        (staff.naming); `is_operated`: this person posts on the account.
        """
        operators = Operator.objects.on(actor.today).filter(user=actor.user)
        about = self.select_related("number", "account__service", "department__parent__parent")
        return about.annotate(is_operated=Exists(operators.filter(account=OuterRef("account"))))

    def with_names(self) -> Self:
        return self.select_related(
            "number",
            "alarm__check_found_by",
            "alarm__domain_check__domain",
            "account__service",
            "account__department__parent__parent",
            "account__manager__user",
            "department__parent__parent",
            "reported_by",
            "head_received_by",
            "head_received_for__user",
            "ciso_received_by",
            "ciso_received_for__user",
            "resolved_by",
            "resolved_for__user",
            "closed_by",
        )


class Incident(Searchable, Life):
    """The first report stays as it was made; what comes later stands on the time line."""

    class When(models.TextChoices):
        EXACT = "EXACT", "この日時"
        ABOUT = "ABOUT", "このころ"
        UNKNOWN = "UNKNOWN", "わからない"

    class Channel(models.TextChoices):
        """How the first report came; another way than the portal is recorded afterwards."""

        PORTAL = "PORTAL", "この画面から"
        TELEPHONE = "TELEPHONE", "電話"
        MAIL = "MAIL", "メール"
        IN_PERSON = "IN_PERSON", "口頭"

    STATUS, TRANSITIONS, STARTS = IncidentStatus, TRANSITIONS, STARTS

    number = models.OneToOneField(
        DocumentNumber, models.PROTECT, related_name="+", verbose_name="事案番号"
    )
    # Key of a play-card; the name as the city called it then.
    kind = models.CharField("種類", max_length=40)
    kind_name = models.CharField("種類の名前", max_length=60)
    status = models.CharField(
        "状態", max_length=12, choices=IncidentStatus, default=IncidentStatus.REPORTED
    )
    is_drill = models.BooleanField("訓練", default=False)
    # None: something said of the city anywhere, which no account of ours has published.
    account = models.ForeignKey(
        OfficialAccount,
        models.PROTECT,
        null=True,
        related_name="incidents",
        verbose_name="アカウント",
    )
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="incidents", verbose_name="対応する課"
    )
    # The status check that found it (4(5)エ).
    alarm = models.OneToOneField(
        StatusAlarm,
        models.PROTECT,
        null=True,
        related_name="incident",
        verbose_name="状態確認の異常",
    )
    what = models.TextField("何が起きているか")
    where = models.CharField("どこで（アドレスなど）", max_length=1000, blank=True)
    happened_at = models.DateTimeField("起きた日時", null=True)
    happened_when = models.CharField(
        "起きた日時の確かさ", max_length=8, choices=When, default=When.UNKNOWN
    )
    recorded_at = models.DateTimeField("記録した日時")
    reported_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name="記録した人"
    )
    channel = models.CharField(
        "第一報の方法", max_length=10, choices=Channel, default=Channel.PORTAL
    )
    told_by = models.CharField("知らせた人", max_length=100, blank=True)
    told_at = models.DateTimeField("知らせを受けた日時", null=True)

    # Until when somebody is to have received it; None: not asked of them (yet).
    head_due_at = models.DateTimeField("所属長の受領の期限", null=True)
    head_received_at = models.DateTimeField("所属長の受領日時", null=True)
    head_received_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    head_received_for = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    ciso_due_at = models.DateTimeField("統括責任者の受領の期限", null=True)
    ciso_received_at = models.DateTimeField("統括責任者の受領日時", null=True)
    ciso_received_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ciso_received_for = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")

    waiting_since = models.DateTimeField("いまの段階になった日時")
    # Grows by one with every reopening.
    round = models.PositiveSmallIntegerField("回", default=1)
    outcome = models.TextField("収束までの対応と結果", blank=True)
    resolved_at = models.DateTimeField("収束の日時", null=True)
    resolved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    resolved_for = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    conclusion = models.TextField("終結にあたって", blank=True)
    closed_at = models.DateTimeField("終結の日時", null=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    search_key = SearchKeyField(
        of=("kind_name", "what", "where", "told_by", "outcome"), editable=False, default=""
    )

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "事案"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(what=""), name="incident_says_what"),
            models.CheckConstraint(
                condition=Q(happened_when="UNKNOWN", happened_at=None)
                | Q(happened_when__in=["EXACT", "ABOUT"], happened_at__isnull=False)
                & Q(happened_at__lte=models.F("recorded_at")),
                name="incident_happened_before_recorded",
            ),
            models.CheckConstraint(
                condition=Q(channel="PORTAL", told_by="", told_at=None)
                | Q(channel__in=["TELEPHONE", "MAIL", "IN_PERSON"], told_at__isnull=False)
                & ~Q(told_by="")
                & Q(told_at__lte=models.F("recorded_at")),
                name="incident_told_whole",
            ),
            models.CheckConstraint(
                condition=Q(head_received_at=None, head_received_by=None, head_received_for=None)
                | Q(head_received_at__isnull=False, head_received_by__isnull=False),
                name="incident_head_received_whole",
            ),
            models.CheckConstraint(
                condition=Q(ciso_received_at=None, ciso_received_by=None, ciso_received_for=None)
                | Q(ciso_received_at__isnull=False, ciso_received_by__isnull=False),
                name="incident_ciso_received_whole",
            ),
            models.CheckConstraint(
                condition=Q(status="REPORTED", head_received_at=None, ciso_received_at=None)
                | Q(status="WITH_HEAD", head_received_at__isnull=False, ciso_received_at=None)
                | Q(status__in=["WITH_CISO", "RESPONDING", "RESOLVED", "CLOSED"])
                & Q(ciso_received_at__isnull=False),
                name="incident_received_in_order",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["RESOLVED", "CLOSED"], resolved_at__isnull=False)
                & Q(resolved_by__isnull=False)
                & ~Q(outcome="")
                | ~Q(status__in=["RESOLVED", "CLOSED"])
                & Q(resolved_at=None, resolved_by=None, outcome=""),
                name="incident_resolved_whole",
            ),
            models.CheckConstraint(
                condition=Q(status="CLOSED", closed_at__isnull=False, closed_by__isnull=False)
                | ~Q(status="CLOSED") & Q(closed_at=None, closed_by=None, conclusion=""),
                name="incident_closed_whole",
            ),
            models.CheckConstraint(
                condition=Q(closed_by=None) | ~Q(closed_by=models.F("resolved_by")),
                name="incident_closed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(resolved_for=None) | Q(resolved_by__isnull=False),
                name="incident_resolved_for_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "id"], name="incident_status"),
            models.Index(fields=["department", "status"], name="incident_department"),
            models.Index(fields=["kind", "id"], name="incident_kind"),
            models.Index(
                fields=["head_due_at"],
                condition=Q(head_received_at=None, status__in=sorted(UNDER_WAY)),
                name="incident_waits_for_head",
            ),
            models.Index(
                fields=["ciso_due_at"],
                condition=Q(ciso_received_at=None, status__in=sorted(UNDER_WAY)),
                name="incident_waits_for_ciso",
            ),
        ]

    def __str__(self) -> str:
        """A drill says so wherever it is named."""
        about = f"：{self.account}" if self.account else ""
        return f"{self.mark}{self.kind_name}{about}"

    def get_absolute_url(self) -> str:
        return address_of("incidents:incident-detail", self.pk)

    @cached_property
    def known_operators(self) -> dict[tuple[int, int], bool]:
        """Kept with this row in memory: account and person, as far as somebody asked."""
        return {}

    @property
    def mark(self) -> str:
        return "【訓練】" if self.is_drill else ""

    @property
    def is_about(self) -> bool:
        return self.happened_when == self.When.ABOUT

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def is_under_way(self) -> bool:
        return self.status in UNDER_WAY

    @property
    def is_resolved(self) -> bool:
        return self.status == IncidentStatus.RESOLVED

    @property
    def is_closed(self) -> bool:
        return self.status == IncidentStatus.CLOSED

    def require_open(self) -> None:
        """Raise WrongStatus once it is closed: nothing is added but a reopening."""
        if not self.is_open:
            raise WrongStatus(IncidentStatus(self.status), IncidentStatus.RESPONDING, self)

    def require_under_way(self) -> None:
        """Raise WrongStatus once it is resolved: nothing more is done against it."""
        if not self.is_under_way:
            raise WrongStatus(IncidentStatus(self.status), IncidentStatus.RESPONDING, self)

    @property
    def known_at(self) -> datetime:
        """When the city first heard of it."""
        return self.told_at or self.recorded_at


class Reopening(models.Model):
    """Nothing is added to what is closed but this: why it goes on (only added)."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="reopenings")
    round = models.PositiveSmallIntegerField("どの回のあとか")
    reason = models.TextField("再開する理由")
    reopened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    reopened_at = models.DateTimeField("再開の日時")

    class Meta:
        verbose_name = verbose_name_plural = "事案の再開"
        ordering = ["incident", "round"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "round"], name="reopening_once_a_round"),
            models.CheckConstraint(condition=~Q(reason=""), name="reopening_says_why"),
        ]
