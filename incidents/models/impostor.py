"""なりすましアカウント (4(3)カ): accounts of others that pretend to be the city's."""

from collections.abc import Sequence
from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from accounts.models import Service
from incidents.models.incident import Incident
from incidents.status import (
    IMPOSTOR_KNOWN,
    IMPOSTOR_OVER,
    IMPOSTOR_STANDING,
    IMPOSTOR_STARTS,
    IMPOSTOR_TRANSITIONS,
    ImpostorStatus,
)
from komae_sns.addresses import address_of
from komae_sns.documents.models import EvidenceFile
from komae_sns.lives import Life
from komae_sns.searching import Searchable, SearchKeyField, holding
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Appointment, User


class ImpostorQuerySet(models.QuerySet["Impostor"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(incident__in=Incident.objects.visible_to(actor))

    def known(self) -> Self:
        """Judged by a person, also when gone since: what the public is told. No drills."""
        return self.filter(status__in=sorted(IMPOSTOR_KNOWN), incident__is_drill=False)

    def standing(self) -> Self:
        """Pretends at this moment, as far as is known."""
        return self.filter(status__in=sorted(IMPOSTOR_STANDING))

    def not_over(self) -> Self:
        """Neither gone nor mistaken: its incident cannot be closed."""
        return self.exclude(status__in=sorted(IMPOSTOR_OVER))

    def to_judge(self) -> Self:
        return self.filter(status=ImpostorStatus.FOUND)

    def to_report(self) -> Self:
        return self.filter(status__in=[ImpostorStatus.JUDGED, ImpostorStatus.RECURRED])

    def to_watch_by(self, day: date) -> Self:
        return self.filter(next_watch_on__lte=day)

    def at(self, keys: Sequence[str]) -> Self:
        """However their addresses are written: see `Impostor.address_key`."""
        return self.filter(address_key__in=keys)

    def holding(self, words: Sequence[str]) -> Self:
        return holding(self, words)

    def for_list(self) -> Self:
        """What a row of the list shows."""
        return self.select_related(
            "service", "incident__number", "incident__department__parent__parent"
        ).only(
            "handle",
            "url",
            "display_name",
            "status",
            "next_watch_on",
            "service__name",
            "service__rules",
            "incident__is_drill",
            "incident__number__text",
            "incident__department",
        )

    def for_page(self) -> Self:
        """What a page of one says, and by what it is asked who may."""
        about = self.select_related("incident__number", "incident__account", "incident__department")
        return about.select_related("service", "found_by", "judged_by")

    def with_names(self) -> Self:
        return self.select_related(
            "service",
            "incident__number",
            "incident__account__service",
            "incident__department__parent__parent",
            "found_by",
            "judged_by",
        )


class Impostor(Searchable, Life):
    """Kept as found. What a person judged, and why, stands beside it."""

    STATUS, TRANSITIONS, STARTS = ImpostorStatus, IMPOSTOR_TRANSITIONS, IMPOSTOR_STARTS

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="impostors")
    # None: on a site that is no service of the portal.
    service = models.ForeignKey(
        Service, models.PROTECT, null=True, related_name="+", verbose_name="媒体"
    )
    typed = models.CharField("見つけたときのアドレス・ユーザー名", max_length=1000)
    handle = models.CharField("ユーザー名", max_length=200, blank=True)
    url = models.CharField("アドレス", max_length=1000)
    # `service:handle`, or the address where there is no handle: one account, however it is written.
    address_key = models.CharField(max_length=1000, editable=False)
    platform_id = models.CharField("固定ID", max_length=100, blank=True)
    display_name = models.CharField("表示名", max_length=200, blank=True)
    what = models.TextField("何をしているか", blank=True)
    status = models.CharField("状態", max_length=10, choices=ImpostorStatus)
    first_seen_at = models.DateTimeField("最初に見つけた日時", null=True)
    found_at = models.DateTimeField("記録した日時")
    found_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="記録した人")
    judgement = models.TextField("判断の理由", blank=True)
    judged_at = models.DateTimeField("判断した日時", null=True)
    judged_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    judged_for = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    next_watch_on = models.DateField("次に見る日", null=True)
    # Rounds in which it was still gone.
    rounds_gone = models.PositiveSmallIntegerField("なくなってから見た回数", default=0)
    waiting_since = models.DateTimeField("いまの状態になった日時")
    search_key = SearchKeyField(
        of=("typed", "handle", "url", "display_name", "what", "platform_id"),
        editable=False,
        default="",
    )

    objects = ImpostorQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "なりすましアカウント"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "address_key"],
                name="impostor_once_an_incident",
                violation_error_message="このアカウントは、もうこの事案に記録されています。",
            ),
            models.CheckConstraint(
                condition=~Q(typed="") & ~Q(url="") & ~Q(address_key=""),
                name="impostor_has_its_address",
            ),
            models.CheckConstraint(
                condition=Q(status="FOUND", judged_at=None, judged_by=None, judgement="")
                | ~Q(status="FOUND")
                & Q(judged_at__isnull=False, judged_by__isnull=False)
                & ~Q(judgement=""),
                name="impostor_judged_whole",
            ),
            models.CheckConstraint(
                condition=Q(first_seen_at=None) | Q(first_seen_at__lte=models.F("found_at")),
                name="impostor_seen_before_recorded",
            ),
        ]
        indexes = [
            models.Index(fields=["address_key"], name="impostor_address"),
            models.Index(fields=["status", "id"], name="impostor_status"),
            models.Index(
                fields=["next_watch_on"],
                condition=Q(next_watch_on__isnull=False),
                name="impostor_next_watch",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident.mark}{self.shown}"

    def get_absolute_url(self) -> str:
        return address_of("incidents:impostor-detail", self.pk)

    @property
    def shown(self) -> str:
        """As people write it on that service, else its address."""
        if self.service and self.handle:
            return f"{self.service.rule.shown(self.handle)}（{self.service.name}）"
        return self.url

    @property
    def is_standing(self) -> bool:
        return self.status in IMPOSTOR_STANDING

    @property
    def is_over(self) -> bool:
        return self.status in IMPOSTOR_OVER

    @property
    def is_watched(self) -> bool:
        """Judged: somebody looks again, also after it is gone."""
        return self.status in IMPOSTOR_KNOWN

    def evidence_files(self) -> models.QuerySet[EvidenceFile]:
        """What was kept with its reports, replies and rounds."""
        return EvidenceFile.objects.filter(
            Q(pk__in=self.reports.values("evidence"))
            | Q(pk__in=self.watches.values("evidence"))
            | Q(pk__in=PlatformReply.objects.filter(report__impostor=self).values("evidence"))
        )


class PlatformReport(models.Model):
    """通報: what was sent to those who run the service, when and by whom (only added)."""

    impostor = models.ForeignKey(Impostor, models.PROTECT, related_name="reports")
    sent_at = models.DateTimeField("送った日時")
    way = models.CharField("送り先（報告フォームなど）", max_length=200)
    receipt = models.CharField("受付番号", max_length=100, blank=True)
    text = models.TextField("送った内容")
    evidence = models.ForeignKey(EvidenceFile, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "運営会社への通報"
        ordering = ["impostor", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text="") & ~Q(way=""), name="platform_report_says_what"
            ),
            models.CheckConstraint(
                condition=Q(sent_at__lte=models.F("recorded_at")),
                name="platform_report_sent_before",
            ),
        ]


class PlatformReply(models.Model):
    """What came back (only added)."""

    class Result(models.TextChoices):
        RECEIVED = "RECEIVED", "受け付けたという返事"
        MORE_WANTED = "MORE_WANTED", "資料や説明を求められた"
        REMOVED = "REMOVED", "削除・停止したという返事"
        REFUSED = "REFUSED", "対応しないという返事"

    report = models.ForeignKey(PlatformReport, models.PROTECT, related_name="replies")
    replied_at = models.DateTimeField("返事の日時")
    result = models.CharField("返事", max_length=12, choices=Result)
    text = models.TextField("返事の内容", blank=True)
    evidence = models.ForeignKey(EvidenceFile, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "運営会社の返事"
        ordering = ["report", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(replied_at__lte=models.F("recorded_at")),
                name="platform_reply_came_before",
            ),
        ]


class ImpostorWatch(models.Model):
    """見守り: somebody looked again (only added)."""

    class Result(models.TextChoices):
        STANDING = "STANDING", "まだある"
        CHANGED = "CHANGED", "まだあり、内容が変わった"
        GONE = "GONE", "なくなっている"

    impostor = models.ForeignKey(Impostor, models.PROTECT, related_name="watches")
    watched_at = models.DateTimeField("見た日時")
    result = models.CharField("結果", max_length=10, choices=Result)
    note = models.TextField("見たこと", blank=True)
    evidence = models.ForeignKey(EvidenceFile, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "なりすましアカウントの見守り"
        ordering = ["impostor", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(watched_at__lte=models.F("recorded_at")), name="impostor_watched_before"
            ),
            models.CheckConstraint(
                condition=~Q(result="CHANGED", note=""), name="impostor_change_is_told"
            ),
        ]
