"""証拠のファイル: a screenshot or paper that shows what was done, kept as it was brought."""

from django.db import models
from django.db.models import F, Q

from komae_sns.addresses import address_of
from komae_sns.documents.evidence.antivirus import Scan
from komae_sns.staff.models import User

ORIGINAL_ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}
MEDIA_TYPES = ("application/pdf", "image/jpeg", "image/png", "text/plain")


class EvidenceFile(models.Model):
    """Only added. The file lies under `sha256`; who may have it is asked of the row it hangs on.

    `is_sealed`: drawn anew, so that the bytes that came lie sealed under `original_sha256`. Rows
    older than the seal have neither them nor their size.
    """

    name = models.CharField("ファイル名", max_length=100)
    media_type = models.CharField("形", max_length=40)
    size = models.PositiveIntegerField("バイト数")
    sha256 = models.CharField("SHA-256", max_length=64)
    original_sha256 = models.CharField("持ちこまれたときのSHA-256", max_length=64)
    original_type = models.CharField("持ちこまれたときの形", max_length=40, blank=True)
    original_size = models.PositiveIntegerField("持ちこまれたときのバイト数", null=True)
    is_sealed = models.BooleanField("元のファイルを封印して保存", default=False)
    scan = models.CharField("ウイルス検査", max_length=5, choices=Scan, default=Scan.NONE)
    kept_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="保存した人")
    kept_at = models.DateTimeField("保存した日時")

    class Meta:
        verbose_name = verbose_name_plural = "証拠のファイル"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(media_type__in=MEDIA_TYPES), name="evidence_is_of_a_kept_type"
            ),
            models.CheckConstraint(
                condition=Q(is_sealed=False) | ~Q(original_sha256=F("sha256")),
                name="evidence_is_sealed_where_it_was_changed",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address_of("evidence:file", self.pk)

    @property
    def original_name(self) -> str:
        """The ending is that of the bytes that came."""
        ending = ORIGINAL_ENDINGS.get(self.original_type)
        return f"{self.name.rpartition('.')[0]}.{ending}" if ending else self.name

    @property
    def is_image(self) -> bool:
        return self.media_type.startswith("image/")
