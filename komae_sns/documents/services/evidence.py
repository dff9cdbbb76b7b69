"""Keep what proves something. The step that keeps it records it in the trail."""

from datetime import datetime

from komae_sns.documents.evidence import SHELF
from komae_sns.documents.evidence.reading import Brought
from komae_sns.documents.models import EvidenceFile
from komae_sns.staff.actors import Actor


def keep(brought: Brought, *, by: Actor, now: datetime) -> EvidenceFile:
    """On disk first: a row never stands for a file that is not there."""
    return EvidenceFile.objects.create(
        name=brought.name,
        media_type=brought.media_type,
        size=len(brought.content),
        sha256=SHELF.keep(brought.content),
        original_sha256=brought.original_sha256,
        kept_by=by.user,
        kept_at=now,
    )


def contents(kept: EvidenceFile) -> bytes:
    """Verified. Raises FileDamaged."""
    return SHELF.fetch(kept.sha256)
