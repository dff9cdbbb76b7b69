"""事案の経過: the first report, what followed, who received it, what was done (only added)."""

from django.db import models
from django.db.models import Q

from incidents.models.incident import Incident
from incidents.models.step import IncidentStep
from komae_sns.staff.models import Appointment, User


class TimelineEntry(models.Model):
    class Kind(models.TextChoices):
        REPORT = "REPORT", "第一報"
        FOLLOW_UP = "FOLLOW_UP", "続報"
        HEAD_RECEIVED = "HEAD_RECEIVED", "所属長の受領"
        CISO_RECEIVED = "CISO_RECEIVED", "統括責任者の受領"
        INSTRUCTION = "INSTRUCTION", "指示"
        STEP = "STEP", "手順"
        EVIDENCE = "EVIDENCE", "証拠"
        PUBLIC = "PUBLIC", "市民への注意喚起"
        IMPOSTOR = "IMPOSTOR", "なりすましアカウント"
        CORRECTED = "CORRECTED", "種類・アカウントの訂正"
        RESOLVED = "RESOLVED", "収束"
        CLOSED = "CLOSED", "終結"
        REOPENED = "REOPENED", "再開"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="entries")
    kind = models.CharField("種類", max_length=16, choices=Kind)
    step = models.ForeignKey(IncidentStep, models.PROTECT, null=True, related_name="entries")
    text = models.TextField("内容")
    # When it happened, apart from when it was recorded; None: unknown.
    happened_at = models.DateTimeField("起きた日時", null=True)
    is_about = models.BooleanField("このころ", default=False)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="記録した人"
    )
    recorded_for = models.ForeignKey(
        Appointment, models.PROTECT, null=True, related_name="+", verbose_name="だれの代わりか"
    )

    class Meta:
        verbose_name = verbose_name_plural = "事案の経過"
        ordering = ["incident", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="timeline_entry_says_what"),
            models.CheckConstraint(
                condition=Q(happened_at=None) | Q(happened_at__lte=models.F("recorded_at")),
                name="timeline_entry_happened_before",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}　{self.text}"[:300]
