"""議事録: drafted from the meeting, corrected by the secretariat, confirmed by the chair."""

from functools import cached_property
from typing import Self

from django.db import models
from django.db.models import Q

from approvals.models.meeting import Meeting
from approvals.status import MINUTES_STARTS, MINUTES_TRANSITIONS, MinutesStatus
from komae_sns.addresses import address_of
from komae_sns.documents.models import DocumentNumber
from komae_sns.lives import Life
from komae_sns.searching import Searchable, SearchKeyField
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import User


class MinutesQuerySet(models.QuerySet["Minutes"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(meeting__in=Meeting.objects.visible_to(actor))

    def presented(self) -> Self:
        return self.filter(status=MinutesStatus.PRESENTED)


class Minutes(Searchable, Life):
    """Of a meeting that is over. A section says what was written, else approvals.minutes."""

    STATUS, TRANSITIONS, STARTS = MinutesStatus, MINUTES_TRANSITIONS, MINUTES_STARTS

    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="minutes")
    status = models.CharField("状態", max_length=10, choices=MinutesStatus)
    waiting_since = models.DateTimeField("いまの段階になった日時")
    returned_because = models.TextField("直してほしいところ", blank=True)
    presented_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    document_number = models.OneToOneField(
        DocumentNumber, models.PROTECT, null=True, related_name="+", verbose_name="文書番号"
    )
    confirmed_by = models.CharField("確定した人", max_length=300, blank=True)
    confirmed_at = models.DateTimeField("確定した日時", null=True)
    search_key = SearchKeyField(of=("title", "text"), editable=False, default="")

    objects = MinutesQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "議事録"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    status=MinutesStatus.CONFIRMED,
                    document_number__isnull=False,
                    confirmed_at__isnull=False,
                )
                & ~Q(confirmed_by="")
                | ~Q(status=MinutesStatus.CONFIRMED)
                & Q(document_number=None, confirmed_at=None, confirmed_by=""),
                name="minutes_confirmed_whole",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return f"{self.meeting}議事録"

    @property
    def text(self) -> str:
        """The newest of what was written in each section, in the order they were begun."""
        written = self.written.all() if self.pk else ()
        newest = {t.section: t.text for t in sorted(written, key=_as_written)}
        return "\n".join(newest.values())

    def get_absolute_url(self) -> str:
        return address_of("approvals:minutes-detail", self.meeting_id)

    @property
    def is_draft(self) -> bool:
        return self.status == MinutesStatus.DRAFT

    @property
    def is_presented(self) -> bool:
        return self.status == MinutesStatus.PRESENTED

    @property
    def is_confirmed(self) -> bool:
        return self.status == MinutesStatus.CONFIRMED

    @property
    def presentation(self) -> str:
        """Which text the chair has before them: sent back and presented anew, it is another."""
        return self.waiting_since.isoformat()

    @cached_property
    def texts(self) -> dict[str, list["MinutesText"]]:
        """By section, newest first."""
        found: dict[str, list[MinutesText]] = {}
        if self.pk:
            for text in self.written.select_related("written_by").order_by("-edition"):
                found.setdefault(text.section, []).append(text)
        return found


def _as_written(text: "MinutesText") -> tuple[int, int]:
    return text.edition, text.pk


class MinutesText(models.Model):
    """What somebody wrote in the place of the draft, or of what was written before."""

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="written")
    section = models.CharField("部分", max_length=40)
    edition = models.PositiveSmallIntegerField("何度めか")
    text = models.TextField("文")
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_at = models.DateTimeField("書いた日時")

    class Meta:
        verbose_name = verbose_name_plural = "議事録の文"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["minutes", "section", "edition"], name="minutes_text_once"
            )
        ]
