"""A post before it goes out (4(4)): written, decided on where the account needs that, sent."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.timezone import localdate

from accounts.models import OfficialAccount
from approvals.status import (
    POST_EDITABLE,
    POST_OPEN,
    POST_STARTS,
    POST_TRANSITIONS,
    PostStatus,
)
from komae_sns.lives import Life
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Appointment, User
from komae_sns.staff.posts import Post


class PostDraftQuerySet(models.QuerySet["PostDraft"]):
    def visible_to(self, actor: Actor) -> Self:
        """Its section with the 部長 above, who posts for the account, the secretariat, audit."""
        if actor.holds(Post.SECRETARIAT, Post.AUDITOR):
            return self
        posted = OfficialAccount.objects.operated_by(actor).values("pk")
        of_mine = Q(account__department__in=actor.section_ids)
        below_mine = Q(account__department__parent__in=actor.section_ids)
        return self.filter(of_mine | below_mine | Q(account__in=posted))

    def waiting(self) -> Self:
        return self.filter(status=PostStatus.WAITING)

    def returned(self) -> Self:
        return self.filter(status=PostStatus.RETURNED)

    def approved(self) -> Self:
        return self.filter(status=PostStatus.APPROVED)

    def drafts(self) -> Self:
        return self.filter(status=PostStatus.DRAFT)

    def open(self) -> Self:
        return self.filter(status__in=POST_OPEN)

    def unseen(self) -> Self:
        """Posted first, and not read by the head since (後閲)."""
        return self.filter(status=PostStatus.POSTED, seen_at=None).exclude(emergency_reason="")

    def to_decide_by(self, actor: Actor) -> Self:
        """Of the section that one heads; nobody decides what they wrote."""
        return self.waiting().not_by(actor).of_headed(actor)

    def to_see_by(self, actor: Actor) -> Self:
        return self.unseen().exclude(recorded_by__in=actor.persons).of_headed(actor)

    def of_headed(self, actor: Actor) -> Self:
        """What the head of a section wrote goes to the 部長 above."""
        headed = [a.department_id for a in actor.appointments if a.post == Post.HEAD]
        heads = Appointment.objects.on(actor.today).filter(
            post=Post.HEAD,
            department=OuterRef("account__department"),
            user=Coalesce(OuterRef("recorded_by"), OuterRef("submitted_by")),
        )
        by_a_head = Q(Exists(heads), account__department__parent__in=headed)
        return self.filter(Q(account__department__in=headed) | by_a_head)

    def not_by(self, actor: Actor) -> Self:
        wrote = Q(drafted_by__in=actor.persons) | Q(edited_by__in=actor.persons)
        return self.exclude(wrote | Q(submitted_by__in=actor.persons))

    def earlier_of(self, account: OfficialAccount, day: date) -> Self:
        """What was written for the account since that day and not given up."""
        rows = self.filter(account=account, edited_at__date__gte=day)
        return rows.exclude(status=PostStatus.WITHDRAWN).order_by("-pk")

    def with_names(self) -> Self:
        return self.select_related(
            "account__service",
            "account__department__parent__parent",
            "drafted_by",
            "edited_by",
            "submitted_by",
            "decided_by",
            "decided_for__user",
            "decided_for__department",
            "recorded_by",
            "seen_by",
            "withdrawn_by",
        )


class PostDraft(Life):
    STATUS, TRANSITIONS, STARTS = PostStatus, POST_TRANSITIONS, POST_STARTS

    account = models.ForeignKey(
        OfficialAccount, models.PROTECT, related_name="post_drafts", verbose_name="アカウント"
    )
    text = models.TextField("投稿する文")
    media_note = models.CharField("付ける写真・映像・図", max_length=300, blank=True)
    shows_people = models.BooleanField("人が写る写真・映像がある", default=False)
    people_agreed = models.BooleanField("写っている人の了解を得た", default=False)
    planned_on = models.DateField("投稿する日", null=True, blank=True)
    planned_time = models.TimeField("投稿する時刻", null=True, blank=True)
    status = models.CharField("状態", max_length=10, choices=PostStatus)
    # What somebody has read, by its number; a change makes the next one.
    edit_number = models.PositiveIntegerField(default=1)
    drafted_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name="書きはじめた人"
    )
    drafted_at = models.DateTimeField("書きはじめた日時")
    edited_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name="最後に直した人"
    )
    edited_at = models.DateTimeField("最後に直した日時")
    waiting_since = models.DateTimeField("いまの段階になった日時")
    submitted_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="決裁に回した人"
    )
    submitted_at = models.DateTimeField("決裁に回した日時", null=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="決裁した人"
    )
    # Whose post it was, where a deputy decided (代決).
    decided_for = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("決裁した日時", null=True)
    comment = models.TextField("決裁した人から", blank=True)
    approved_edit = models.PositiveIntegerField(null=True)  # the number that was approved
    needed_approval = models.BooleanField("決裁が必要だった", null=True)  # when it was posted
    emergency_reason = models.CharField("先に投稿した理由", max_length=300, blank=True)
    posted_at = models.DateTimeField("投稿した日時", null=True)
    url = models.CharField("投稿のアドレス", max_length=500, blank=True)
    posted_where = models.CharField("アドレスのない投稿の出し方", max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="投稿を記録した人"
    )
    recorded_at = models.DateTimeField("投稿を記録した日時", null=True)
    seen_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="後閲した人"
    )
    seen_at = models.DateTimeField("後閲した日時", null=True)
    seen_note = models.CharField("後閲した人から", max_length=300, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField("取り下げた日時", null=True)
    withdrawn_because = models.CharField("取り下げた理由", max_length=200, blank=True)

    objects = PostDraftQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "投稿の下書き"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status=PostStatus.APPROVED) | Q(approved_edit=F("edit_number")),
                name="post_approved_as_read",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[PostStatus.WAITING, PostStatus.APPROVED])
                | Q(submitted_by__isnull=False, submitted_at__isnull=False),
                name="post_submitted_whole",
            ),
            models.CheckConstraint(
                condition=Q(approved_edit=None)
                | Q(decided_by__isnull=False, decided_at__isnull=False)
                & ~Q(decided_by=F("drafted_by"))
                & ~Q(decided_by=F("edited_by"))
                & ~Q(decided_by=F("submitted_by")),
                name="post_approved_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(status=PostStatus.POSTED)
                | Q(posted_at__isnull=False, recorded_by__isnull=False, recorded_at__isnull=False)
                & (~Q(url="") | ~Q(posted_where="")),
                name="post_posted_whole",
            ),
            models.UniqueConstraint(fields=["url"], condition=~Q(url=""), name="post_address_once"),
            models.CheckConstraint(
                condition=~Q(status=PostStatus.POSTED)
                | Q(needed_approval=False)
                | ~Q(emergency_reason="")
                | Q(approved_edit=F("edit_number")),
                name="post_posted_by_right",
            ),
            models.CheckConstraint(
                condition=Q(seen_at=None, seen_by=None)
                | Q(seen_at__isnull=False, seen_by__isnull=False) & ~Q(seen_by=F("recorded_by")),
                name="post_seen_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(status=PostStatus.WITHDRAWN)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="post_withdrawn_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "planned_on"], name="post_status"),
            models.Index(fields=["account", "-id"], name="post_account"),
        ]

    def __str__(self) -> str:
        first = next(filter(None, map(str.strip, self.text.split("\n"))), "（空）")
        return first if len(first) <= 40 else f"{first[:39]}…"

    def get_absolute_url(self) -> str:
        return reverse("posts:post-detail", args=[self.pk])

    @property
    def is_editable(self) -> bool:
        return self.status in POST_EDITABLE

    @property
    def is_open(self) -> bool:
        return self.status in POST_OPEN

    @property
    def is_waiting(self) -> bool:
        return self.status == PostStatus.WAITING

    @property
    def is_returned(self) -> bool:
        return self.status == PostStatus.RETURNED

    @property
    def is_approved(self) -> bool:
        return self.status == PostStatus.APPROVED

    @property
    def is_posted(self) -> bool:
        return self.status == PostStatus.POSTED

    @property
    def is_withdrawn(self) -> bool:
        return self.status == PostStatus.WITHDRAWN

    @property
    def was_urgent(self) -> bool:
        return self.is_posted and bool(self.emergency_reason)

    @property
    def writers(self) -> frozenset[int]:
        return frozenset({self.drafted_by_id, self.edited_by_id, self.submitted_by_id} - {None})

    def day_of_posting(self, today: date) -> date:
        """What it is checked against: once posted that day, before never a day that is over."""
        if self.posted_at:
            return localdate(self.posted_at)
        return max(self.planned_on, today) if self.planned_on else today


class FindingAnswer(models.Model):
    """「確認した」: why a finding is no trouble; of the same words it holds in later texts too."""

    draft = models.ForeignKey(PostDraft, models.PROTECT, related_name="answers")
    finding = models.CharField(max_length=60)  # post_check.Finding.key
    label = models.CharField("指摘", max_length=50)
    reason = models.CharField("確認したこと", max_length=300)
    answered_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name="確認した人"
    )
    answered_at = models.DateTimeField("確認した日時")

    class Meta:
        verbose_name = verbose_name_plural = "指摘への確認"
        ordering = ["pk"]
        indexes = [models.Index(fields=["draft", "finding"], name="finding_answer_draft")]

    def __str__(self) -> str:
        return f"{self.label}：{self.reason}"
