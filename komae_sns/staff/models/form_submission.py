"""What a form was sent with, so that a second click shows the first result (DESIGN 12)."""

from django.db import models

from komae_sns.staff.models.user import User


class FormSubmission(models.Model):
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    form = models.CharField(max_length=80)
    submission_id = models.UUIDField()
    content_hash = models.CharField(max_length=64)
    result_url = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "送信の控え"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "form", "submission_id"], name="form_submission_once"
            )
        ]
