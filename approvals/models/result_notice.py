"""承認通知書 and its like: what the applicant is told on paper."""

from typing import Self

from django.db import models

from accounts.models import Decision
from approvals.models.application import Application
from komae_sns.addresses import address_of
from komae_sns.documents.models import DocumentNumber
from komae_sns.staff.actors import Actor


class ResultNoticeQuerySet(models.QuerySet["ResultNotice"]):
    def visible_to(self, actor: Actor) -> Self:
        """Who reads the application reads what was answered to it."""
        return self.filter(application__in=Application.objects.visible_to(actor))


class ResultNotice(models.Model):
    """`words` is the context of templates/papers/result_notice.html, as it stood that day."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="result_notice")
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="result_notice")
    document_number = models.OneToOneField(
        DocumentNumber, models.PROTECT, related_name="+", verbose_name="文書番号"
    )
    title = models.CharField("題名", max_length=100)
    words = models.JSONField("文面")
    issued_at = models.DateTimeField("通知した日時")

    objects = ResultNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "結果の通知書"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.title}（{self.document_number}）"

    def get_absolute_url(self) -> str:
        return address_of("approvals:result-notice-pdf", self.application_id)
