"""年度末の効果測定 of one account (4(5)ア), and each submission of it."""

from datetime import date
from functools import cached_property
from itertools import chain
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts import review_form
from accounts.models.official_account import OfficialAccount
from accounts.models.review_year import ReviewYear
from accounts.models.suspension import Suspension
from accounts.status import (
    REVIEW_TRANSITIONS,
    SETTLED,
    WITH_SECTION,
    AccountStatus,
    ReviewStatus,
)
from komae_sns.documents.fiscal_year import label
from komae_sns.documents.models import DocumentNumber
from komae_sns.lives import Life, WrongStatus
from komae_sns.searching import Searchable, SearchKeyField
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Department, User
from komae_sns.staff.posts import COMMITTEE, Post

READERS = (Post.SECRETARIAT, Post.CISO, Post.AUDITOR, *COMMITTEE)
STOPPED = (AccountStatus.SUSPENDED, AccountStatus.SERVICE_ENDED)


def _interest_of(actor: Actor) -> Q:
    theirs = Q(submitted_by__in=actor.persons) | Q(submitted_for__in=actor.persons)
    filed = ReviewRound.objects.filter(theirs, review=OuterRef("pk"))
    return Q(Exists(filed)) | Q(account__department__in=actor.interested_section_ids)


class AnnualReviewQuerySet(models.QuerySet["AnnualReview"]):
    def visible_to(self, actor: Actor) -> Self:
        """The account's section, its 部長 and its manager; who looks over the whole city, all."""
        if actor.holds(*READERS):
            return self
        theirs = Q(account__manager__in=actor.appointment_ids)
        return self.filter(theirs | Q(account__department__in=actor.read_section_ids))

    def of_sections(self, section_ids: frozenset[int]) -> Self:
        return self.filter(account__department__in=section_ids)

    def by_section(self) -> Self:
        """`section`: who answered, or has to."""
        return self.alias(section=Coalesce("department", "account__department"))

    def under(self, department: Department) -> Self:
        """Of a 部, of everything in it; of a 課, its own."""
        below = Department.objects.filter(
            Q(pk=department.pk) | Q(parent=department.pk) | Q(parent__parent=department.pk)
        )
        return self.by_section().filter(section__in=below.values("pk"))

    def of_year(self, fiscal_year: int) -> Self:
        return self.filter(year__fiscal_year=fiscal_year)

    def with_section(self) -> Self:
        """Waiting for the section's answer."""
        return self.filter(status__in=WITH_SECTION)

    def open(self) -> Self:
        return self.filter(status=ReviewStatus.OPEN)

    def returned(self) -> Self:
        return self.filter(status=ReviewStatus.RETURNED)

    def submitted(self) -> Self:
        return self.filter(status=ReviewStatus.SUBMITTED)

    def confirmed(self) -> Self:
        return self.filter(status=ReviewStatus.CONFIRMED)

    def unsettled(self) -> Self:
        return self.exclude(status__in=SETTLED)

    def open_on(self, day: date) -> Self:
        """Asked by that day, and still with the section."""
        return self.with_section().filter(opened_on__lte=day)

    def overdue_on(self, day: date) -> Self:
        return self.with_section().filter(due_on__lt=day)

    def of_interest_to(self, actor: Actor) -> Self:
        """Theirs to answer, or filed in any round by them or in their name (代決)."""
        return self.filter(_interest_of(actor))

    def of_no_interest_to(self, actor: Actor) -> Self:
        return self.exclude(_interest_of(actor))

    def left_out_though_running(self) -> Self:
        """対象外, and after that the stop of the account was called off."""
        called_off = Suspension.objects.filter(
            account=OuterRef("account"), cancelled_at__gte=OuterRef("excluded_at")
        )
        in_use = OfficialAccount.objects.in_use().values("pk")
        excluded = self.filter(status=ReviewStatus.EXCLUDED, account__in=in_use)
        return excluded.filter(Exists(called_off))

    def of_stopped_accounts(self) -> Self:
        """Nothing is left to measure."""
        return self.unsettled().filter(account__status__in=STOPPED)

    def for_account_page(self) -> Self:
        """What a line about one says there."""
        shown = ("status", "verdict", "due_on", "excluded_because", "year__fiscal_year")
        return self.select_related("year").only(*shown)

    def with_names(self) -> Self:
        return self.select_related(
            "year",
            "account__service",
            "account__department__parent__parent",
            "department",
            "account__manager__user",
            "document_number",
        )


NO_SECTION = {"department": None, "division_name": "", "department_name": ""}


class AnnualReview(Searchable, Life):
    """`answers` holds the fields of accounts/review_form.py as typed; what is filed is frozen in
    its round. One for an account and a 年度."""

    class Verdict(models.TextChoices):
        CONTINUE = "CONTINUE", "継続"
        IMPROVE = "IMPROVE", "改善"
        STOP = "STOP", "停止・集約"

    STATUS, TRANSITIONS = ReviewStatus, REVIEW_TRANSITIONS
    STARTS = frozenset({ReviewStatus.OPEN})

    year = models.ForeignKey(
        ReviewYear, models.PROTECT, related_name="reviews", verbose_name="年度"
    )
    account = models.ForeignKey(
        OfficialAccount, models.PROTECT, related_name="annual_reviews", verbose_name="アカウント"
    )
    status = models.CharField("状態", max_length=10, choices=ReviewStatus)
    opened_on = models.DateField("はじめた日")
    due_on = models.DateField("期限")
    # As asked; whoever is given a review back has longer, and was late all the same.
    first_due_on = models.DateField("はじめの期限")
    answers = models.JSONField("記入内容", default=dict)
    edit_number = models.PositiveIntegerField(default=0)
    # field key → (edit_number, page) of its last change: two writers meet only on one field.
    field_edits = models.JSONField(default=dict)
    passed_to_head_at = models.DateTimeField("課長へ回した日時", null=True)
    waiting_since = models.DateTimeField("いまの段階になった日時")

    # Who answered, with its names of that day; while the section has it, the account's section.
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, related_name="+", verbose_name="答えた部課"
    )
    division_name = models.CharField("答えた部", max_length=100, blank=True)
    department_name = models.CharField("答えた課", max_length=200, blank=True)

    round = models.PositiveSmallIntegerField("提出の回", default=0)
    # As last submitted; the answers may already say something else.
    verdict = models.CharField("判定", max_length=10, choices=Verdict, blank=True)
    document_number = models.OneToOneField(
        DocumentNumber, models.PROTECT, null=True, related_name="+", verbose_name="文書番号"
    )
    submitted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField("提出日時", null=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField("確認日時", null=True)
    # By nobody: the account was stopped, and the calendar saw it.
    excluded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    excluded_at = models.DateTimeField("対象外にした日時", null=True)
    excluded_because = models.CharField("対象外の理由", max_length=300, blank=True)
    search_key = SearchKeyField(of=("text",), editable=False, default="")

    objects = AnnualReviewQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "効果測定"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["account", "year"], name="review_once_a_year"),
            models.CheckConstraint(
                condition=Q(status__in=["OPEN", "EXCLUDED"])
                | Q(round__gt=0, submitted_by__isnull=False, submitted_at__isnull=False)
                & ~Q(verdict=""),
                name="review_submitted_whole",
            ),
            models.CheckConstraint(
                condition=Q(status="CONFIRMED", confirmed_by__isnull=False)
                & Q(confirmed_at__isnull=False)
                | ~Q(status="CONFIRMED") & Q(confirmed_by=None, confirmed_at=None),
                name="review_confirmed_whole",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("submitted_by")),
                name="review_nobody_confirms_their_own",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["OPEN", "RETURNED"], department=None)
                & Q(division_name="", department_name="")
                | ~Q(status__in=["OPEN", "RETURNED"])
                & Q(department__isnull=False)
                & ~Q(department_name=""),
                name="review_section_kept",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("first_due_on")), name="review_due_never_sooner"
            ),
            models.CheckConstraint(
                condition=Q(status="EXCLUDED", excluded_at__isnull=False) & ~Q(excluded_because="")
                | ~Q(status="EXCLUDED")
                & Q(excluded_at=None, excluded_by=None, excluded_because=""),
                name="review_excluded_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "due_on", "id"], name="review_due"),
            models.Index(fields=["year", "status", "id"], name="review_year_status"),
        ]

    def __str__(self) -> str:
        return f"{self.account}の{self.year_label}の効果測定"

    def get_absolute_url(self) -> str:
        return reverse("reviews:review-detail", args=[self.year.fiscal_year, self.pk])

    @property
    def text(self) -> str:
        """The answers being written, for those who may read the draft; what is searched."""
        shown = review_form.shown(self.answers, dict(self.Verdict.choices))
        return "\n".join(row["text"] for row in shown if row["text"])

    @property
    def year_label(self) -> str:
        return label(self.year.fiscal_year)

    @property
    def is_with_section(self) -> bool:
        return self.status in WITH_SECTION

    def require_with_section(self) -> None:
        """Raise WrongStatus where the answers are with the secretariat or settled."""
        if not self.is_with_section:
            raise WrongStatus(ReviewStatus(self.status), ReviewStatus.OPEN, self)

    @property
    def presentation(self) -> str:
        """Which text somebody has before them: written on or submitted anew, it is another."""
        return f"{self.round}-{self.edit_number}"

    def kept_section(self) -> dict[str, object]:
        """For the move that takes it out of the section's hands: who that was, as named today."""
        section = self.account.department
        names = {"division_name": section.division_name, "department_name": section.name}
        return {"department": section, **names}

    @property
    def section_full_name(self) -> str:
        """Of that day, once answered."""
        if self.department_id:
            return f"{self.division_name}{self.department_name}"
        return self.account.department.full_name

    def was_filed_by(self, user_ids: frozenset[int]) -> bool:
        """In any round, by one of them or in the name of one (代決)."""
        return bool(self._filers & user_ids)

    @cached_property
    def _filers(self) -> frozenset[int]:
        return frozenset(chain(*self.rounds.values_list("submitted_by", "submitted_for")))

    @property
    def is_submitted(self) -> bool:
        return self.status == ReviewStatus.SUBMITTED

    @property
    def is_returned(self) -> bool:
        return self.status == ReviewStatus.RETURNED

    @property
    def is_confirmed(self) -> bool:
        return self.status == ReviewStatus.CONFIRMED

    @property
    def is_excluded(self) -> bool:
        return self.status == ReviewStatus.EXCLUDED

    @property
    def asks_to_stop(self) -> bool:
        return self.verdict == self.Verdict.STOP

    @property
    def latest_round(self) -> "ReviewRound | None":
        named = self.rounds.select_related("submitted_by", "submitted_for")
        return named.order_by("-number").first()

    def is_late_on(self, day: date) -> bool:
        return self.is_with_section and self.due_on < day


class ReviewRound(Searchable):
    """What was submitted, frozen: answers, figures, and the similar accounts of that day."""

    review = models.ForeignKey(AnnualReview, models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField("回")
    snapshot = models.JSONField("提出した内容")
    submitted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    # 代決: the head in whose name it was submitted.
    submitted_for = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField("提出日時")
    returned_at = models.DateTimeField("差戻し日時", null=True)
    returned_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    returned_because = models.TextField("直すところ", blank=True)
    search_key = SearchKeyField(of=("text",), editable=False, default="")

    class Meta:
        verbose_name = verbose_name_plural = "効果測定の提出"
        ordering = ["review", "number"]
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="review_round_once"),
            models.CheckConstraint(
                condition=Q(returned_at=None, returned_by=None, returned_because="")
                | Q(returned_at__isnull=False, returned_by__isnull=False) & ~Q(returned_because=""),
                name="review_round_returned_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review} 第{self.number}回提出"

    @property
    def text(self) -> str:
        """What was submitted; what is searched."""
        return "\n".join(row["text"] for row in self.snapshot.get("shown", ()) if row["text"])

    @property
    def submitter(self) -> str:
        by, holder = self.submitted_by.name, self.submitted_for
        return f"{holder.name}（代決　{by}）" if holder else by
