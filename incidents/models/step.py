"""対応の手順: the play-card that applied, as rows of the incident, in an order that is held."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from incidents.cards import Act, Doer, Proof
from incidents.models.incident import Incident
from incidents.status import STEP_STARTS, STEP_TRANSITIONS, UNDER_WAY, StepStatus
from komae_sns.lives import Life
from komae_sns.staff.models import Appointment, User


class IncidentStepQuerySet(models.QuerySet["IncidentStep"]):
    def waiting(self) -> Self:
        return self.filter(status=StepStatus.WAITING)

    def of_act(self, act: Act) -> Self:
        return self.filter(act=act)

    def late_at(self, now: datetime) -> Self:
        open_ones = self.waiting().filter(incident__status__in=sorted(UNDER_WAY))
        return open_ones.filter(due_at__lt=now)

    def whose_turn_has_come(self) -> Self:
        """Nothing has to be settled before them."""
        before = StepNeed.objects.filter(step=OuterRef("pk"))
        return self.filter(~Exists(before.filter(needed__status=StepStatus.WAITING)))

    def in_order(self) -> Self:
        return self.order_by("number")

    def with_first_need(self) -> Self:
        """`first_need`: key of the first step that has to be settled before, while it waits."""
        needs = StepNeed.objects.filter(step=OuterRef("pk"), needed__status=StepStatus.WAITING)
        return self.annotate(
            first_need=Subquery(needs.order_by("needed__number").values("needed")[:1])
        )

    def with_names(self) -> Self:
        return self.select_related("settled_by", "settled_for__user")


class IncidentStep(Life):
    """What the card said when the incident was reported; only what became of it changes."""

    STATUS, TRANSITIONS, STARTS = StepStatus, STEP_TRANSITIONS, STEP_STARTS

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="steps")
    number = models.PositiveSmallIntegerField("番号")
    key = models.CharField("手順", max_length=40)
    act = models.CharField("すること", max_length=16, choices=Act)
    title = models.CharField("手順の名前", max_length=200)
    how = models.TextField("やり方", blank=True)
    clause = models.CharField("条項", max_length=30, blank=True)
    who = models.CharField("だれが", max_length=12, choices=Doer)
    proof = models.CharField("残すもの", max_length=8, choices=Proof)
    may_not_apply = models.BooleanField("該当なしにできる", default=False)
    due_at = models.DateTimeField("めやすの時刻", null=True)
    status = models.CharField("状態", max_length=16, choices=StepStatus, default=StepStatus.WAITING)
    # When it was done, apart from when that was recorded.
    done_at = models.DateTimeField("した日時", null=True)
    note = models.TextField("したこと・該当しない理由", blank=True)
    url = models.CharField("アドレス", max_length=1000, blank=True)
    settled_at = models.DateTimeField("記録した日時", null=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    settled_for = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")

    objects = IncidentStepQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "事案の手順"
        ordering = ["incident", "number"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="incident_step_number"),
            models.UniqueConstraint(fields=["incident", "key"], name="incident_step_once"),
            models.CheckConstraint(
                condition=Q(status="WAITING", settled_at=None, settled_by=None, done_at=None)
                & Q(settled_for=None, note="", url="")
                | Q(status="DONE", settled_at__isnull=False, settled_by__isnull=False)
                & Q(done_at__isnull=False, done_at__lte=models.F("settled_at"))
                | Q(status="NOT_APPLICABLE", settled_at__isnull=False, settled_by__isnull=False)
                & Q(done_at=None, may_not_apply=True)
                & ~Q(note=""),
                name="incident_step_settled_whole",
            ),
            models.CheckConstraint(
                condition=~Q(status="DONE", proof="NOTE", note="")
                & ~Q(status="DONE", proof="URL", url=""),
                name="incident_step_has_its_proof",
            ),
            models.CheckConstraint(
                condition=~Q(act="EVIDENCE") | Q(proof="FILE"),
                name="incident_step_of_evidence_keeps_a_file",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(status="WAITING"), name="incident_step_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}　{self.title}"

    def get_absolute_url(self) -> str:
        return f"{self.incident.get_absolute_url()}#step-{self.pk}"

    @property
    def is_waiting(self) -> bool:
        return self.status == StepStatus.WAITING

    @property
    def is_done(self) -> bool:
        return self.status == StepStatus.DONE

    @property
    def is_not_applicable(self) -> bool:
        return self.status == StepStatus.NOT_APPLICABLE


class StepNeed(models.Model):
    """`step` is done only after `needed` is settled; held by trigger (only added)."""

    step = models.ForeignKey(IncidentStep, models.PROTECT, related_name="needs")
    needed = models.ForeignKey(IncidentStep, models.PROTECT, related_name="needed_by")

    class Meta:
        verbose_name = verbose_name_plural = "手順の順序"
        constraints = [
            models.UniqueConstraint(fields=["step", "needed"], name="step_need_once"),
            models.CheckConstraint(
                condition=~Q(step=models.F("needed")), name="step_needs_another"
            ),
        ]
