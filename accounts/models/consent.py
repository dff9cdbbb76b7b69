"""4(3)エ: 本人や所属団体、企業等の了解, for what shows who somebody is."""

from collections.abc import Sequence
from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from accounts.models.official_account import OfficialAccount
from komae_sns.searching import Searchable, SearchKeyField, holding
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import User
from komae_sns.staff.posts import Post


class ConsentQuerySet(models.QuerySet["Consent"]):
    def visible_to(self, actor: Actor) -> Self:
        """Personal: those who post or answer for the account, the secretariat and audit."""
        if actor.holds(Post.SECRETARIAT, Post.AUDITOR):
            return self
        accounts = OfficialAccount.objects
        posted = accounts.operated_by(actor).values("pk")
        return self.filter(Q(account__department__in=actor.section_ids) | Q(account__in=posted))

    def holding(self, words: Sequence[str]) -> Self:
        return holding(self, words)

    def on(self, day: date) -> Self:
        """Given, neither over nor taken back."""
        not_over = Q(ends_on=None) | Q(ends_on__gte=day)
        return self.filter(not_over, given_on__lte=day, withdrawn_on=None)


class Consent(Searchable):
    """Kept as given; only its withdrawal is added. The paper itself stays with the section."""

    class Giver(models.TextChoices):
        PERSON = "PERSON", "本人"
        PARENT = "PARENT", "保護者"
        BODY = "BODY", "団体・企業・学校"

    account = models.ForeignKey(
        OfficialAccount, models.PROTECT, related_name="consents", verbose_name="アカウント"
    )
    subject = models.CharField("だれ・なにが写るか", max_length=200)
    giver = models.CharField("了解した人", max_length=8, choices=Giver)
    scope = models.CharField("使ってよい範囲", max_length=300)
    given_on = models.DateField("了解を得た日")
    ends_on = models.DateField("最後の日", null=True, blank=True)
    evidence = models.CharField("了解の文書と、そのありか", max_length=200)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="記録者")
    recorded_at = models.DateTimeField("記録日時", auto_now_add=True)
    withdrawn_on = models.DateField("取り消された日", null=True)
    withdrawn_because = models.CharField("取消しの事情", max_length=200, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    search_key = SearchKeyField(of=("subject", "scope", "evidence"), editable=False, default="")

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "了解の記録"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("given_on")), name="consent_period"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None, withdrawn_by=None)
                | Q(withdrawn_on__isnull=False, withdrawn_by__isnull=False),
                name="consent_withdrawn_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_on is not None

    def is_valid_on(self, day: date) -> bool:
        if self.withdrawn_on or day < self.given_on:
            return False
        return self.ends_on is None or day <= self.ends_on
