"""電子計算組織処理計画書(第4号様式): one application, its rounds and the remarks on them."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Prefetch, Q, prefetch_related_objects

from accounts.models import Decision, OfficialAccount
from approvals.search_text import answers_text, snapshot_text
from approvals.status import (
    APPLICATION_STARTS,
    APPLICATION_TRANSITIONS,
    DECIDED,
    EDITABLE,
    ENDED,
    ApplicationStatus,
)
from komae_sns.addresses import address_of
from komae_sns.documents.models import DocumentNumber
from komae_sns.lives import Life, WrongStatus
from komae_sns.searching import Searchable, SearchKeyField, holding
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Department, User
from komae_sns.staff.posts import COMMITTEE, Post
from policies.models import Policy, PolicyVersion

if TYPE_CHECKING:
    from approvals.models.condition import Condition


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, actor: Actor) -> Self:
        """Drafts: own section and secretariat. Once accepted or waived: the 部長, committee, CISO
        and audit too; the chair, who may waive, from the submission on.
        """
        if actor.holds(Post.SECRETARIAT):
            return self
        # The account's section of today too: after a reorganisation the papers keep the old name.
        sections = actor.section_ids
        seen = Q(department__in=sections) | Q(account__department__in=sections)
        under_way = Q(accepted_at__isnull=False) | Q(status=ApplicationStatus.WAIVED)
        if actor.holds(*COMMITTEE, Post.CISO):
            seen |= under_way
        if below := actor.overseen_section_ids:
            seen |= under_way & (Q(department__in=below) | Q(account__department__in=below))
        if actor.holds(Post.CHAIR):
            seen |= Q(status=ApplicationStatus.SUBMITTED)
        if actor.holds(Post.AUDITOR):
            seen |= ~Q(status=ApplicationStatus.DRAFT) | Q(round__gt=0)
        return self.filter(seen)

    def holding(self, words: Sequence[str], *, actor: Actor, by_pairs: bool = True) -> Self:
        """Every word stands in a filed round, or in answers that the person may read: those of
        a draft are for its section and the secretariat, those never filed for whoever sees it.
        """
        read = self if actor.holds(Post.SECRETARIAT) else self.filter(_answers_read_by(actor))
        written = holding(read, words, by_pairs=by_pairs).order_by().values("pk")
        filed = holding(ApplicationRound.objects.all(), words, by_pairs=by_pairs).order_by()
        return self.filter(pk__in=written.union(filed.values("application"), all=True))

    def drafts(self) -> Self:
        return self.filter(status=ApplicationStatus.DRAFT)

    def submitted(self) -> Self:
        return self.filter(status=ApplicationStatus.SUBMITTED)

    def returned(self) -> Self:
        return self.filter(status=ApplicationStatus.RETURNED)

    def in_review(self) -> Self:
        return self.filter(status=ApplicationStatus.IN_REVIEW)

    def open(self) -> Self:
        return self.exclude(status__in=ENDED)

    def granted(self) -> Self:
        return self.filter(decision__grants=True)

    def of_sections(self, section_ids: frozenset[int]) -> Self:
        return self.filter(department__in=section_ids)

    def not_on_an_agenda(self) -> Self:
        """In review and waiting for a meeting."""
        from approvals.models.agenda_item import AgendaItem

        running = AgendaItem.objects.filter(application=models.OuterRef("pk")).running()
        return self.in_review().exclude(models.Exists(running))

    def for_list(self) -> Self:
        """What a row of the list shows, and what waiting.py asks."""
        return self.select_related("department").only(
            "title",
            "status",
            "waiting_since",
            "submitted_at",
            "passed_to_head_at",
            "department__name",
        )

    def changing(self, account: OfficialAccount) -> Self:
        return self.filter(changed_account=account)

    def with_names(self) -> Self:
        return self.select_related("department", "department__parent", "drafted_by", "policy")


def _answers_read_by(actor: Actor) -> Q:
    return Q(department__in=actor.section_ids) | Q(round=0)


class Application(Searchable, Life):
    """`answers` holds every field of approvals/plan_form.py by its key, as typed."""

    STATUS, TRANSITIONS, STARTS = ApplicationStatus, APPLICATION_TRANSITIONS, APPLICATION_STARTS

    department = models.ForeignKey(
        Department, models.PROTECT, related_name="applications", verbose_name="提出部課"
    )
    drafted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="起案者")
    status = models.CharField("状態", max_length=24, choices=ApplicationStatus)
    title = models.CharField("件名", max_length=200, blank=True)
    answers = models.JSONField("記入内容", default=dict)
    edit_number = models.PositiveIntegerField(default=0)
    # field key → (edit_number, page) of its last change: two writers meet only on one field.
    field_edits = models.JSONField(default=dict)
    round = models.PositiveSmallIntegerField("提出の回", default=0)
    policy = models.OneToOneField(
        Policy, models.PROTECT, null=True, related_name="application", verbose_name="運用ポリシー"
    )
    document_number = models.OneToOneField(
        DocumentNumber, models.PROTECT, null=True, related_name="+", verbose_name="文書番号"
    )
    decision = models.OneToOneField(
        Decision, models.PROTECT, null=True, related_name="application", verbose_name="決定"
    )
    account = models.OneToOneField(
        OfficialAccount, models.PROTECT, null=True, related_name="application"
    )
    # 区分「変更」: the running account that is to change, and the policy's new version beside it.
    changed_account = models.ForeignKey(
        OfficialAccount,
        models.PROTECT,
        null=True,
        related_name="change_applications",
        verbose_name="変更するアカウント",
    )
    revision = models.ForeignKey(
        PolicyVersion,
        models.PROTECT,
        null=True,
        related_name="applications",
        verbose_name="運用ポリシーの改正案",
    )
    created_at = models.DateTimeField("起案日時", auto_now_add=True)
    updated_at = models.DateTimeField("更新日時", auto_now=True)
    submitted_at = models.DateTimeField("提出日時", null=True)
    accepted_at = models.DateTimeField("受付日時", null=True)
    decided_at = models.DateTimeField("決定日時", null=True)
    waiting_since = models.DateTimeField("いまの段階になった日時")
    passed_to_head_at = models.DateTimeField("課長へ回した日時", null=True)

    search_key = SearchKeyField(of=("title", "text"), editable=False, default="")

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "申請"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=sorted(DECIDED), decision__isnull=False)
                | (~Q(status__in=sorted(DECIDED)) & Q(decision__isnull=True)),
                name="application_decided_has_decision",
            ),
            models.CheckConstraint(
                condition=Q(changed_account=None, revision=None)
                | Q(changed_account__isnull=False, account=None, policy=None),
                name="application_founds_or_changes",
            ),
            models.UniqueConstraint(
                fields=["changed_account"],
                condition=~Q(status__in=sorted(ENDED)),
                name="application_one_change_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "id"], name="application_status"),
            models.Index(fields=["department", "id"], name="application_department"),
        ]

    def __str__(self) -> str:
        return self.title or f"（件名未記入の申請・番号{self.pk}）"

    def get_absolute_url(self) -> str:
        return address_of("approvals:application-detail", self.pk)

    @property
    def text(self) -> str:
        """The answers being written, for those who may read the draft; what is searched."""
        return answers_text(self.answers)

    def read_related(self) -> None:
        """What it changes and how it ended, where there is any of it: in queries of their own,
        because a planner given so many joins takes longer over them than over the page."""
        if self.is_change:
            accounts = OfficialAccount.objects.select_related(
                "service", "department", "manager__user", "manager__department"
            )
            versions = PolicyVersion.objects.with_policy()
            changes = (Prefetch("changed_account", accounts), Prefetch("revision", versions))
            prefetch_related_objects([self], *changes)
        if self.decision_id:
            outcome = ("decision", "account__service", "result_notice__document_number")
            prefetch_related_objects([self], *outcome)

    def was_filed_by(self, user_ids: frozenset[int]) -> bool:
        """In any round, by one of them or in the name of one (代決)."""
        return bool(self._filers & user_ids)

    @cached_property
    def _filers(self) -> frozenset[int]:
        return frozenset(chain(*self.rounds.values_list("submitted_by", "submitted_for")))

    @property
    def is_editable(self) -> bool:
        return self.status in EDITABLE

    def require_editable(self) -> None:
        """Raise WrongStatus where the content is with the secretariat or decided."""
        if not self.is_editable:
            raise WrongStatus(ApplicationStatus(self.status), ApplicationStatus.DRAFT, self)

    @property
    def is_change(self) -> bool:
        return self.changed_account_id is not None

    @property
    def is_decided(self) -> bool:
        return self.status in DECIDED

    @property
    def is_ended(self) -> bool:
        return self.status in ENDED

    @property
    def conditions_laid(self) -> "Iterable[Condition]":
        """In their order; asked for only where the approval has any."""
        conditional = self.status == ApplicationStatus.APPROVED_WITH_CONDITIONS
        return self.conditions.order_by("number") if conditional else ()

    @property
    def latest_round(self) -> "ApplicationRound | None":
        return self.rounds.order_by("-number").first()


class ApplicationRoundQuerySet(models.QuerySet["ApplicationRound"]):
    def on_the_page(self) -> Self:
        """All that is shown of them; the key that searches them is longer than they are."""
        return self.select_related("submitted_by").prefetch_related("remarks").defer("search_key")


class ApplicationRound(Searchable):
    """What was filed, frozen at each submission: fields, policy and the accounts considered."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField("回")
    snapshot = models.JSONField("提出した内容")
    submitted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    # 代決: the head in whose name it was filed.
    submitted_for = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField("提出日時")
    # The secretariat's answer: accepted or returned, once.
    accepted_at = models.DateTimeField("受付日時", null=True)
    returned_at = models.DateTimeField("差戻し日時", null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answer = models.TextField("事務局から", blank=True)
    search_key = SearchKeyField(of=("title", "text"), editable=False, default="")

    objects = ApplicationRoundQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "提出の回"
        ordering = ["application", "number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="round_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.application} 第{self.number}回提出"

    @property
    def title(self) -> str:
        return self.application.title

    @property
    def text(self) -> str:
        """What was filed; what is searched."""
        return snapshot_text(self.snapshot)


class Remark(models.Model):
    """What to mend, at its field."""

    round = models.ForeignKey(ApplicationRound, models.PROTECT, related_name="remarks")
    field = models.CharField("項目", max_length=40)
    text = models.TextField("指摘")
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "指摘"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["round", "field"], name="remark_per_field")]

    def __str__(self) -> str:
        return self.text[:50]
