"""認めるフォロー・返信 (見本第6条): whom an account may follow or answer, by the head's leave."""

from collections.abc import Iterable
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models.official_account import OfficialAccount
from accounts.status import (
    CONTACT_STARTS,
    CONTACT_STOOD,
    CONTACT_TRANSITIONS,
    CONTACT_UNDECIDED,
    CONTACT_UNDER_WAY,
    ContactStatus,
)
from komae_sns.lives import Life
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Appointment, Department, User
from komae_sns.staff.posts import Post


class PermittedContactQuerySet(models.QuerySet["PermittedContact"]):
    def visible_to(self, actor: Actor) -> Self:
        """What is permitted, or was: to whoever sees the account. What is only asked for, or was
        refused: to its section, its 部長, who posts for it, the secretariat, CISO and audit.
        """
        accounts = OfficialAccount.objects
        seen = self.filter(account__in=accounts.visible_to(actor))
        if actor.holds(Post.SECRETARIAT, Post.CISO, Post.AUDITOR):
            return seen
        return seen.filter(
            Q(status__in=sorted(CONTACT_STOOD))
            | Q(asked_by=actor.user)
            | Q(account__department__in=actor.read_section_ids)
            | Q(account__in=accounts.operated_by(actor).values("pk"))
        )

    def waiting(self) -> Self:
        return self.filter(status=ContactStatus.WAITING)

    def under_way(self) -> Self:
        return self.filter(status__in=CONTACT_UNDER_WAY)

    def to_decide_by(self, actor: Actor) -> Self:
        """permissions.can_decide_contact, for many."""
        others = _headed(actor.appointments) & ~Q(asked_by__in=actor.persons)
        asked_before = _headed(actor.own) & Q(asked_by=actor.user)
        return self.waiting().filter(others | asked_before)

    def with_names(self) -> Self:
        return self.select_related(
            "account__service",
            "account__department",
            "asked_by",
            "decided_by",
            "decided_for",
            "ended_by",
        )


def _headed(appointments: Iterable[Appointment]) -> Q:
    """Of the sections they head; a 係 answers to the 課 above it."""
    ids = [a.department_id for a in appointments if a.post == Post.HEAD]
    in_a_unit = Q(account__department__kind=Department.Kind.UNIT)
    below = in_a_unit & Q(account__department__parent__in=ids)
    return below | ~in_a_unit & Q(account__department__in=ids)


class PermittedContact(Life):
    """Kept as asked; the decision and the end are added once each."""

    class Kind(models.TextChoices):
        FOLLOW = "FOLLOW", "フォロー"
        REPLY = "REPLY", "返信"

    class Body(models.TextChoices):
        """Whose account it is, in the words of 見本第6条(1)."""

        CITY = "CITY", "他課が運用する市公式アカウント"
        PUBLIC = "PUBLIC", "その他の公共機関等が運用する公式アカウント"
        OTHER = "OTHER", "そのほか（返信だけ）"

    STATUS, TRANSITIONS, STARTS = ContactStatus, CONTACT_TRANSITIONS, CONTACT_STARTS

    account = models.ForeignKey(
        OfficialAccount, models.PROTECT, related_name="contacts", verbose_name="アカウント"
    )
    kind = models.CharField("種類", max_length=6, choices=Kind)
    body = models.CharField("相手", max_length=6, choices=Body)
    target = models.CharField("相手の名前・どのような返信か", max_length=200)
    url = models.CharField("相手のアドレス", max_length=500, blank=True)
    # The same account, however its address is written; the form's words of the same reply are not.
    url_key = models.CharField(max_length=500, blank=True, editable=False)
    reason = models.CharField("市民への有益な情報提供になる理由", max_length=300)
    status = models.CharField("状態", max_length=10, choices=ContactStatus)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="届け出た人")
    asked_at = models.DateTimeField("届け出た日時")
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="決めた所属長"
    )
    # 代決: the head in whose name it was decided.
    decided_for = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("決めた日時", null=True)
    answer = models.CharField("所属長の言葉", max_length=300, blank=True)
    ended_on = models.DateField("終わった日", null=True)
    ended_because = models.CharField("終えた理由", max_length=200, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = PermittedContactQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "認めるフォロー・返信"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "kind", "url_key"],
                condition=Q(status__in=sorted(CONTACT_UNDER_WAY)) & ~Q(url_key=""),
                name="contact_once",
                violation_error_message="このアカウントは、もう台帳にあります。",
            ),
            models.CheckConstraint(
                condition=Q(kind="REPLY") | ~Q(url="") & ~Q(url_key="") & ~Q(body="OTHER"),
                name="contact_follow_has_its_address",
            ),
            models.CheckConstraint(
                condition=Q(status__in=sorted(CONTACT_UNDECIDED))
                & Q(decided_at=None, decided_by=None, decided_for=None)
                | ~Q(status__in=sorted(CONTACT_UNDECIDED))
                & Q(decided_at__isnull=False, decided_by__isnull=False),
                name="contact_decided_whole",
            ),
            models.CheckConstraint(
                condition=Q(status=ContactStatus.ENDED)
                & Q(ended_on__isnull=False, ended_by__isnull=False)
                | ~Q(status=ContactStatus.ENDED) & Q(ended_on=None, ended_by=None),
                name="contact_ended_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.target}"

    def get_absolute_url(self) -> str:
        return reverse("accounts:account-contacts", args=[self.account_id])

    @property
    def is_waiting(self) -> bool:
        return self.status == ContactStatus.WAITING

    @property
    def is_permitted(self) -> bool:
        return self.status == ContactStatus.PERMITTED

    @property
    def is_withdrawn(self) -> bool:
        return self.status == ContactStatus.WITHDRAWN

    @property
    def decided_as(self) -> str:
        """「課長（代決　代理）」 where somebody stood in for the head."""
        if self.decided_by is None:
            return ""
        if self.decided_for is None:
            return self.decided_by.name
        return f"{self.decided_for.name}（代決　{self.decided_by.name}）"

    @property
    def is_refused(self) -> bool:
        return self.status == ContactStatus.REFUSED
