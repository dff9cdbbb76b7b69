"""注意喚起 (見本第7条2): what citizens are told of an incident, and every text that was public."""

from collections.abc import Sequence
from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from incidents.models.impostor import Impostor
from incidents.models.incident import Incident
from incidents.status import (
    WARNING_OVER,
    WARNING_PUBLIC,
    WARNING_STARTS,
    WARNING_TRANSITIONS,
    WARNING_WAITING,
    WARNING_WRITTEN,
    WarningStatus,
)
from komae_sns.addresses import address_of
from komae_sns.lives import Life, WrongStatus
from komae_sns.searching import Searchable, SearchKeyField, holding
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Appointment, User


class PublicWarningQuerySet(models.QuerySet["PublicWarning"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(incident__in=Incident.objects.visible_to(actor))

    def published(self) -> Self:
        """Public at this moment, in the words of `public_version`; newest first."""
        return self.filter(status__in=sorted(WARNING_PUBLIC)).order_by("-published_at", "-pk")

    def once_published(self) -> Self:
        """Also those that are over: what citizens have read stays to be found."""
        return self.exclude(public_version=None)

    def waiting(self) -> Self:
        return self.filter(status__in=sorted(WARNING_WAITING))

    def written(self) -> Self:
        """Somebody has still to finish them."""
        return self.filter(status__in=sorted(WARNING_WRITTEN))

    def to_look_at_by(self, day: date) -> Self:
        """Public for so long that somebody has to say whether it still holds."""
        return self.published().filter(look_again_on__lte=day)

    def holding(self, words: Sequence[str]) -> Self:
        return holding(self, words)

    def for_list(self) -> Self:
        """What a row of the list shows."""
        return self.select_related("incident__number", "incident__department__parent__parent").only(
            "title",
            "status",
            "published_at",
            "incident__is_drill",
            "incident__number__text",
            "incident__department",
        )

    def with_names(self) -> Self:
        return self.select_related(
            "incident__number",
            "incident__account__service",
            "incident__department__parent__parent",
            "public_version",
            "written_by",
            "submitted_by",
            "submitted_for__user",
            "ended_by",
        )


class PublicWarning(Searchable, Life):
    """`title` and `body` are what is being written; what is public stands in its versions."""

    STATUS, TRANSITIONS, STARTS = WarningStatus, WARNING_TRANSITIONS, WARNING_STARTS

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="warnings")
    impostors = models.ManyToManyField(
        Impostor, related_name="warnings", blank=True, verbose_name="にせのアカウント"
    )
    status = models.CharField("状態", max_length=20, choices=WarningStatus)
    title = models.CharField("題名", max_length=100)
    body = models.TextField("本文")
    # Why what is public is corrected.
    because = models.CharField("訂正の理由", max_length=300, blank=True)
    edit_number = models.PositiveIntegerField(default=0)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_at = models.DateTimeField("書いた日時")
    submitted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    submitted_for = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField("決裁に出した日時", null=True)
    returned_because = models.TextField("差し戻した理由", blank=True)
    public_version = models.OneToOneField(
        "WarningVersion", models.PROTECT, null=True, related_name="+"
    )
    published_at = models.DateTimeField("はじめて公開した日時", null=True)
    # Its incident was found to be about another account while citizens could read this.
    account_changed_at = models.DateTimeField(null=True, editable=False)
    look_again_on = models.DateField("続けるかを確かめる日", null=True)
    ended_at = models.DateTimeField("終えた日時", null=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_because = models.CharField("終えた理由", max_length=300, blank=True)
    waiting_since = models.DateTimeField("いまの状態になった日時")
    search_key = SearchKeyField(of=("title", "body"), editable=False, default="")

    objects = PublicWarningQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "注意喚起"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(body=""), name="warning_says_what"),
            models.CheckConstraint(
                condition=Q(status__in=["DRAFT", "WAITING", "DROPPED"], public_version=None)
                & Q(published_at=None)
                | ~Q(status__in=["DRAFT", "WAITING", "DROPPED"])
                & Q(public_version__isnull=False, published_at__isnull=False),
                name="warning_public_has_its_text",
            ),
            models.CheckConstraint(
                condition=Q(status__in=sorted(WARNING_WAITING))
                & Q(submitted_at__isnull=False, submitted_by__isnull=False)
                | ~Q(status__in=sorted(WARNING_WAITING)),
                name="warning_submitted_whole",
            ),
            models.CheckConstraint(
                condition=Q(status__in=sorted(WARNING_OVER))
                & Q(ended_at__isnull=False, ended_by__isnull=False)
                & ~Q(ended_because="")
                | ~Q(status__in=sorted(WARNING_OVER))
                & Q(ended_at=None, ended_by=None, ended_because=""),
                name="warning_ended_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "id"], name="warning_status"),
            models.Index(fields=["published_at"], name="warning_published"),
        ]

    def __str__(self) -> str:
        return f"{self.incident.mark}{self.title}"

    def get_absolute_url(self) -> str:
        return address_of("incidents:warning-detail", self.pk)

    @property
    def is_public(self) -> bool:
        return self.status in WARNING_PUBLIC

    @property
    def is_waiting(self) -> bool:
        return self.status in WARNING_WAITING

    def require_waiting(self) -> None:
        """Raise WrongStatus where nothing waits to be let out."""
        if not self.is_waiting:
            raise WrongStatus(WarningStatus(self.status), WarningStatus.PUBLISHED, self)

    @property
    def is_written(self) -> bool:
        return self.status in WARNING_WRITTEN

    @property
    def is_over(self) -> bool:
        return self.status in WARNING_OVER


class WarningVersion(models.Model):
    """A text as it was public from then on, and who let it out (only added)."""

    warning = models.ForeignKey(PublicWarning, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("版")
    title = models.CharField("題名", max_length=100)
    body = models.TextField("本文")
    because = models.CharField("訂正の理由", max_length=300, blank=True)
    # [{"shown", "url", "service", "status"}]: the false accounts as they were named.
    named = models.JSONField("名ざししたアカウント", default=list)
    submitted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    submitted_for = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    approved_for = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField("公開した日時")

    class Meta:
        verbose_name = verbose_name_plural = "注意喚起の版"
        ordering = ["warning", "number"]
        constraints = [
            models.UniqueConstraint(fields=["warning", "number"], name="warning_version_once"),
            models.CheckConstraint(
                condition=~Q(approved_by=models.F("submitted_by")),
                name="warning_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(number=1, because="") | Q(number__gt=1) & ~Q(because=""),
                name="warning_correction_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.title
