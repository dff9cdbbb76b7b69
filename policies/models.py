"""運用ポリシー and its versions. A policy may cover several accounts."""

from collections.abc import Sequence
from typing import Any, Self

from django.db import models
from django.db.models import Q

from accounts.models import OfficialAccount
from komae_sns.addresses import address_of
from komae_sns.city.sample_policy import Sample, sample
from komae_sns.lives import Life
from komae_sns.searching import Searchable, SearchKeyField, holding
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Department, User
from komae_sns.staff.posts import Post
from policies import articles as content
from policies.check import Finding, Register, check_articles
from policies.status import NEVER_IN_FORCE, STARTS, TRANSITIONS, VersionStatus


class PolicyQuerySet(models.QuerySet["Policy"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those of which the person may read a version."""
        if actor.holds(Post.SECRETARIAT):
            return self
        return self.filter(models.Exists(self._versions().visible_to(actor)))

    def holding(self, words: Sequence[str], *, actor: Actor) -> Self:
        """Those of which a version that the person may read holds every word."""
        found = self._versions().visible_to(actor).holding(words)
        return self.filter(models.Exists(found))

    def under(self, department_id: int) -> Self:
        """Of the 部課 or of one below it."""
        return self.filter(
            Q(department=department_id)
            | Q(department__parent=department_id)
            | Q(department__parent__parent=department_id)
        )

    def on_service(self, service_id: int) -> Self:
        return self.filter(models.Exists(self._accounts().filter(service=service_id)))

    def promulgated(self) -> Self:
        return self.filter(models.Exists(self._versions().promulgated()))

    def with_draft_for(self, actor: Actor) -> Self:
        return self.filter(models.Exists(self._versions().drafts().visible_to(actor)))

    def _versions(self) -> "PolicyVersionQuerySet":
        return PolicyVersion.objects.filter(policy=models.OuterRef("pk"))

    def _accounts(self) -> models.QuerySet[OfficialAccount]:
        return OfficialAccount.objects.filter(policies=models.OuterRef("pk"))

    def covering(self, account: OfficialAccount) -> Self:
        return self.filter(accounts=account)

    def for_list(self) -> Self:
        """What a row of the list shows."""
        return self.select_related("department").only("title", "department__name")

    def with_names(self) -> Self:
        return self.select_related("department", "department__parent")


class Policy(models.Model):
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="policies", verbose_name="所管"
    )
    title = models.CharField("題名", max_length=200)
    accounts = models.ManyToManyField(
        OfficialAccount, blank=True, related_name="policies", verbose_name="対象アカウント"
    )
    created_at = models.DateTimeField("作成日時", auto_now_add=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "運用ポリシー"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address_of("policies:policy-detail", self.pk)


class PolicyVersionQuerySet(models.QuerySet["PolicyVersion"]):
    def visible_to(self, actor: Actor) -> Self:
        """In force or past: all staff, and contractors for the accounts they operate. Drafts:
        their own section and the secretariat; the auditor once they are filed."""
        if actor.holds(Post.SECRETARIAT):
            return self
        if not any(a.post != Post.CONTRACTOR for a in actor.appointments):
            operated = OfficialAccount.objects.visible_to(actor)
            return self.promulgated().filter(
                policy__in=Policy.objects.filter(accounts__in=operated)
            )
        seen = ~Q(status__in=NEVER_IN_FORCE) | Q(policy__department__in=actor.section_ids)
        if actor.holds(Post.AUDITOR):
            seen |= Q(is_filed=True)
        return self.filter(seen)

    def for_list(self) -> Self:
        """What the list of policies says of a version."""
        return self.only("policy_id", "number", "status", "enacted_on", "is_filed")

    def in_force(self) -> Self:
        return self.filter(status=VersionStatus.IN_FORCE)

    def holding(self, words: Sequence[str]) -> Self:
        return holding(self, words)

    def drafts(self) -> Self:
        return self.filter(status=VersionStatus.DRAFT)

    def promulgated(self) -> Self:
        return self.exclude(status__in=NEVER_IN_FORCE)

    def before(self, version: "PolicyVersion") -> Self:
        """What a 新旧対照表 of `version` has as its 改正前 first."""
        earlier = self.promulgated().filter(policy=version.policy_id, number__lt=version.number)
        return earlier.order_by("-number")

    def with_policy(self) -> Self:
        return self.select_related("policy", "policy__department", "policy__department__parent")


class PolicyVersion(Searchable, Life):
    """`articles` is the list described in policies/articles.py; frozen once in force."""

    STATUS, TRANSITIONS, STARTS = VersionStatus, TRANSITIONS, STARTS

    policy = models.ForeignKey(Policy, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("版")
    status = models.CharField("状態", max_length=12, choices=VersionStatus)
    title = models.CharField("題名", max_length=200)
    articles = models.JSONField("条文", default=list)
    # May stay blank until promulgated: 「令和　年　月　日」.
    enacted_on = models.DateField("制定日", null=True, blank=True)
    notice_number = models.CharField("告示・訓令番号", max_length=60, blank=True)
    # Taken over from paper, and already in force when it was entered.
    is_existing = models.BooleanField("既存", default=False)
    evidence = models.TextField("既存の根拠", blank=True)
    in_force_at = models.DateTimeField("施行した日時", null=True, blank=True)
    superseded_at = models.DateTimeField("旧版となった日時", null=True, blank=True)
    # What the blanks were filled with (articles.values_for), so that they can be filled anew.
    record = models.JSONField("空欄に入れた記録", default=dict)
    # Filed with an application: nobody writes until it comes back or is put in force.
    is_filed = models.BooleanField("提出中", default=False)
    edit_number = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField("更新日時", auto_now=True)
    search_key = SearchKeyField(of=("title", "text"), editable=False, default="")

    objects = PolicyVersionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "運用ポリシーの版"
        ordering = ["policy", "number"]
        constraints = [
            models.UniqueConstraint(fields=["policy", "number"], name="policy_version_number"),
            models.UniqueConstraint(
                fields=["policy"],
                condition=Q(status=VersionStatus.IN_FORCE),
                name="policy_one_in_force",
            ),
            models.CheckConstraint(
                condition=Q(status__in=sorted(NEVER_IN_FORCE)) | Q(in_force_at__isnull=False),
                name="policy_in_force_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(is_existing=False) | (~Q(evidence="") & Q(enacted_on__isnull=False)),
                name="policy_existing_has_its_evidence",
                violation_error_message="既存の運用ポリシーには、制定日と根拠が必要です。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} 第{self.number}版"

    def get_absolute_url(self) -> str:
        return address_of("policies:version-detail", self.policy_id, self.number)

    def compare_url(self, old: "PolicyVersion") -> str:
        return address_of("policies:version-compare", self.policy_id, old.number, self.number)

    @property
    def contents(self) -> content.Articles:
        return content.from_json(self.articles)

    @property
    def text(self) -> str:
        """Every article as printed, without numbers: what is searched."""
        return content.text_of(self.articles)

    @property
    def sample(self) -> Sample:
        """The city's, with a line for each account that this covers."""
        return content.sample_for(sample(), self.record)

    @property
    def is_draft(self) -> bool:
        return self.status == VersionStatus.DRAFT

    @property
    def is_in_force(self) -> bool:
        return self.status == VersionStatus.IN_FORCE

    @property
    def is_promulgated(self) -> bool:
        """In force, or once was."""
        return self.status not in NEVER_IN_FORCE

    @property
    def is_withdrawn(self) -> bool:
        return self.status == VersionStatus.WITHDRAWN

    @property
    def is_editable(self) -> bool:
        return self.is_draft and not self.is_filed

    def gaps(self) -> tuple[content.Gap, ...]:
        """What it lacks before it can be filed or put in force; the date may stay open."""
        return content.gaps(self.sample, self.title, self.contents, self.record)

    def findings(self, register: Register | None = None) -> tuple[Finding, ...]:
        """What the guideline has against it, beside the register of its accounts; open blanks are
        among `gaps`.
        """
        return check_articles(self.title, self.contents, register, blanks=False)

    def departures(self) -> tuple[content.Departure, ...]:
        return content.departures(self.sample, self.contents, self.record)

    def paper_rows(self) -> list[dict[str, Any]]:
        return content.paper_rows(self.contents)
