"""証拠: files that prove what happened in an incident (only added; withdrawn by a further row)."""

from typing import Self

from django.db import models
from django.db.models import Q

from incidents.models.incident import Incident
from incidents.models.step import IncidentStep
from komae_sns.documents.models import EvidenceFile
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Appointment, User


class IncidentEvidenceQuerySet(models.QuerySet["IncidentEvidence"]):
    def visible_to(self, actor: Actor) -> Self:
        """As the incident is."""
        return self.filter(incident__in=Incident.objects.visible_to(actor))

    def standing(self) -> Self:
        return self.filter(withdrawal=None)

    def proving(self, step: IncidentStep) -> Self:
        """Its own, and what was brought before there was a step to prove, as the first report's."""
        of_step = self.filter(Q(step=step) | Q(step=None), incident=step.incident_id)
        return of_step.standing()

    def in_order(self) -> Self:
        return self.order_by("number")

    def for_page(self) -> Self:
        """Of a page that has the steps, and names people together (staff.naming)."""
        return self.select_related("file", "withdrawal")

    def with_names(self) -> Self:
        return self.select_related(
            "file", "step", "saved_by", "saved_for__user", "withdrawal__withdrawn_by"
        )


class IncidentEvidence(models.Model):
    class Kind(models.TextChoices):
        SCREEN = "SCREEN", "画面の保存"
        MESSAGE = "MESSAGE", "メール・メッセージ"
        PAPER = "PAPER", "文書"
        RECORD = "RECORD", "ログ・一覧"
        OTHER = "OTHER", "その他"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="evidence")
    number = models.PositiveSmallIntegerField("証拠番号")
    file = models.ForeignKey(EvidenceFile, models.PROTECT, related_name="+")
    kind = models.CharField("種類", max_length=8, choices=Kind)
    step = models.ForeignKey(IncidentStep, models.PROTECT, null=True, related_name="evidence")
    # When it was taken, apart from when it was saved; None: unknown.
    happened_at = models.DateTimeField("撮った日時", null=True)
    note = models.CharField("説明", max_length=300, blank=True)
    saved_at = models.DateTimeField("保存した日時")
    saved_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="保存した人")
    saved_for = models.ForeignKey(
        Appointment, models.PROTECT, null=True, related_name="+", verbose_name="だれの代わりか"
    )

    objects = IncidentEvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "事案の証拠"
        ordering = ["incident", "number"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="incident_evidence_number"),
            models.CheckConstraint(
                condition=Q(happened_at=None) | Q(happened_at__lte=models.F("saved_at")),
                name="incident_evidence_happened_before",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}　{self.file}"

    def get_absolute_url(self) -> str:
        return f"{self.incident.get_absolute_url()}#evidence-{self.number}"

    @property
    def label(self) -> str:
        return f"証{self.number}"

    @property
    def is_standing(self) -> bool:
        return not hasattr(self, "withdrawal")

    def proves(self, step: IncidentStep) -> bool:
        """As `proving`, of a row that was fetched."""
        return self.is_standing and self.step_id in {None, step.pk}


class EvidenceWithdrawal(models.Model):
    """It was of something else, or should not have been brought: kept all the same, with why."""

    evidence = models.OneToOneField(IncidentEvidence, models.PROTECT, related_name="withdrawal")
    reason = models.CharField("取り下げた理由", max_length=300)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    withdrawn_for = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField("取り下げた日時")

    class Meta:
        verbose_name = verbose_name_plural = "証拠の取下げ"
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="evidence_withdrawal_says_why"),
        ]
