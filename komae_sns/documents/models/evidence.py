"""証拠のファイル: a screenshot or paper that shows what was done, kept as it was brought."""

from django.db import models
from django.db.models import Q

from komae_sns.staff.models import User

MEDIA_TYPES = ("application/pdf", "image/jpeg", "image/png", "text/plain")


class EvidenceFile(models.Model):
    """Only added. The file lies under `sha256`; who may have it is asked of the row it hangs on."""

    name = models.CharField("ファイル名", max_length=100)
    media_type = models.CharField("形", max_length=40)
    size = models.PositiveIntegerField("バイト数")
    sha256 = models.CharField("SHA-256", max_length=64)
    original_sha256 = models.CharField("持ちこまれたときのSHA-256", max_length=64)
    kept_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="保存した人")
    kept_at = models.DateTimeField("保存した日時")

    class Meta:
        verbose_name = verbose_name_plural = "証拠のファイル"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(media_type__in=MEDIA_TYPES), name="evidence_is_of_a_kept_type"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_image(self) -> bool:
        return self.media_type.startswith("image/")
