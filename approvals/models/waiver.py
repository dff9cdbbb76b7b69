"""委員長特認: use without the form (イ) or without the committee (ウ), by the chair alone."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from accounts.models import Decision, OfficialAccount
from approvals.models.application import Application
from approvals.models.meeting import Meeting
from komae_sns.addresses import address_of
from komae_sns.searching import Searchable, SearchKeyField
from komae_sns.staff.models import User


class WaiverQuerySet(models.QuerySet["Waiver"]):
    def unreported(self) -> Self:
        return self.filter(reported_at=None)

    def expired_on(self, day: date) -> Self:
        return self.filter(expires_on__lt=day)

    def kept_on(self) -> Self:
        """The account is being prepared or used."""
        accounts = OfficialAccount.objects.preparing() | OfficialAccount.objects.live()
        return self.filter(application__account__in=accounts)

    def overrun_on(self, day: date) -> Self:
        """Expired, while the account is still being prepared or used."""
        return self.expired_on(day).kept_on()

    def of_sections(self, section_ids: frozenset[int]) -> Self:
        return self.filter(application__account__department__in=section_ids)

    def granted_by_the_end_of(self, day: date) -> Self:
        return self.filter(decision__decided_on__lte=day)

    def with_names(self) -> Self:
        return self.select_related(
            "application__department__parent",
            "application__account__service",
            "application__account__department__parent",
            "granted_by",
            "reported_to",
        )


class Waiver(Searchable):
    class Proviso(models.TextChoices):
        WITHOUT_FORM = "WITHOUT_FORM", "4(2)イただし書（計画書の提出によらない）"
        WITHOUT_COMMITTEE = "WITHOUT_COMMITTEE", "4(2)ウただし書（委員会の承認によらない）"

    application = models.OneToOneField(Application, models.PROTECT, related_name="waiver")
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="waiver")
    proviso = models.CharField("ただし書", max_length=20, choices=Proviso)
    reason = models.TextField("特に必要と認める理由")
    scope = models.TextField("認める範囲")
    expires_on = models.DateField("期限")
    granted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    granted_at = models.DateTimeField("認めた日時")
    reported_to = models.ForeignKey(
        Meeting, models.PROTECT, null=True, related_name="reported_waivers"
    )
    reported_at = models.DateTimeField("委員会へ報告した日時", null=True)
    search_key = SearchKeyField(of=("title", "reason", "scope"), editable=False, default="")

    objects = WaiverQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "委員長特認"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reported_at=None, reported_to=None)
                | Q(reported_at__isnull=False, reported_to__isnull=False),
                name="waiver_report_whole",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_proviso_display()}：{self.application}"

    def get_absolute_url(self) -> str:
        return address_of("approvals:waiver-detail", self.pk)

    @property
    def title(self) -> str:
        return self.application.title

    @property
    def clause(self) -> str:
        return _CLAUSES[Waiver.Proviso(self.proviso)]

    def is_expired_on(self, day: date) -> bool:
        return self.expires_on < day


_CLAUSES = {
    Waiver.Proviso.WITHOUT_FORM: "4(2)イ",
    Waiver.Proviso.WITHOUT_COMMITTEE: "4(2)ウ",
}
