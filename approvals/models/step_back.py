"""差戻し to the step before: from the committee to the form check, from the head to the clerk."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef

from approvals.models.application import Application
from approvals.status import ApplicationStatus
from komae_sns.staff.models import User


class StepBackQuerySet(models.QuerySet["StepBack"]):
    def standing_on(self, application: Application) -> "StepBack | None":
        """The newest that still asks for something; filing or passing up again answers it."""
        match application.status:
            case ApplicationStatus.SUBMITTED:
                kind = StepBack.Kind.TO_CHECK
            case ApplicationStatus.DRAFT | ApplicationStatus.RETURNED if (
                application.passed_to_head_at is None
            ):
                kind = StepBack.Kind.TO_CLERK
            case _:
                return None
        made = self.filter(application=application, round=application.round, kind=kind)
        return made.order_by("-pk").first()

    def of_round(self, kind: "StepBack.Kind") -> Self:
        """In a subquery about applications: made since the last submission."""
        return self.filter(kind=kind, application=OuterRef("pk"), round=OuterRef("round"))


class StepBack(models.Model):
    class Kind(models.TextChoices):
        TO_CHECK = "TO_CHECK", "委員会から事務局の受付へ"
        TO_CLERK = "TO_CLERK", "課長から担当者へ"

    application = models.ForeignKey(Application, models.PROTECT, related_name="steps_back")
    kind = models.CharField("どこへ", max_length=8, choices=Kind)
    # How often it had been filed by then.
    round = models.PositiveSmallIntegerField("提出の回")
    reason = models.TextField("理由")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    # With the deputy's name beside it, as they signed.
    signature = models.CharField("戻した人", max_length=600)
    made_at = models.DateTimeField("戻した日時")

    objects = StepBackQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "前の段階への差戻し"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.application}"


def given_back() -> Exists:
    """Of drafts: the head wants something mended."""
    return Exists(StepBack.objects.of_round(StepBack.Kind.TO_CLERK))


def sent_back_to_check() -> Exists:
    """Of what was filed: it came back from the committee."""
    return Exists(StepBack.objects.of_round(StepBack.Kind.TO_CHECK))
