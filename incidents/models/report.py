"""事案報告書: first, follow-up and final, each as it was issued (only added)."""

from typing import Self

from django.db import models
from django.db.models import Q

from incidents.models.incident import Incident
from komae_sns.addresses import address_of
from komae_sns.documents.models import DocumentNumber
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Appointment, User


class IncidentReportQuerySet(models.QuerySet["IncidentReport"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(incident__in=Incident.objects.visible_to(actor))


class IncidentReport(models.Model):
    """`words` is the context of templates/papers/incident_report.html, as it stood that day."""

    class Kind(models.TextChoices):
        FIRST = "FIRST", "第一報"
        FOLLOW_UP = "FOLLOW_UP", "続報"
        FINAL = "FINAL", "最終報告"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="reports")
    edition = models.PositiveSmallIntegerField("何通目か")
    kind = models.CharField("種類", max_length=10, choices=Kind)
    # That of the incident: a reopened one may have another final report.
    round = models.PositiveSmallIntegerField("事案の回")
    document_number = models.OneToOneField(
        DocumentNumber, models.PROTECT, related_name="+", verbose_name="文書番号"
    )
    words = models.JSONField("文面")
    issued_at = models.DateTimeField("発行した日時")
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    issued_for = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")

    objects = IncidentReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "事案報告書"
        ordering = ["incident", "edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "edition"], name="incident_report_edition_once"
            ),
            models.UniqueConstraint(
                fields=["incident"], condition=Q(kind="FIRST"), name="incident_report_first_once"
            ),
            models.UniqueConstraint(
                fields=["incident", "round"],
                condition=Q(kind="FINAL"),
                name="incident_report_final_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident.mark}事案報告書（{self.get_kind_display()}）{self.document_number}"

    def get_absolute_url(self) -> str:
        return address_of("incidents:incident-report-pdf", self.incident_id, self.edition)
