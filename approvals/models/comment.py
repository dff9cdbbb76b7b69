"""What members and secretariat say to each other about a case; never shown to the applicant."""

from typing import Self

from django.db import models

from approvals.models.application import Application
from komae_sns.staff.models import User


class CommentQuerySet(models.QuerySet["Comment"]):
    def with_names(self) -> Self:
        return self.select_related("written_by")


class Comment(models.Model):
    application = models.ForeignKey(Application, models.PROTECT, related_name="comments")
    round = models.PositiveSmallIntegerField("提出の回")
    text = models.TextField("意見")
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    # 「委員 山田太郎」, with the deputy's name beside it, as they signed.
    signature = models.CharField("書いた人", max_length=600)
    written_at = models.DateTimeField("書いた日時")

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "委員の意見"
        ordering = ["pk"]

    def __str__(self) -> str:
        """Says nothing of the case: the trail is read by others."""
        return f"委員の意見{self.pk}"
