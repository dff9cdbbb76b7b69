"""Keep what proves something. The step that keeps it records it in the trail."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from komae_sns.audit import services as audit
from komae_sns.documents.evidence import SEALED, SHELF
from komae_sns.documents.evidence.reading import Brought
from komae_sns.documents.kept_files import FileDamaged
from komae_sns.documents.models import EvidenceFile
from komae_sns.documents.permissions import can_unseal
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require
from komae_sns.text import is_blank


def keep(brought: Brought, *, by: Actor, now: datetime) -> EvidenceFile:
    """On disk first: a row never stands for a file that is not there. The same bytes, kept before
    and altered since, are refused: they are not written over what shows the fault."""
    try:
        if brought.original:
            SEALED.keep(brought.original)
        sha256 = SHELF.keep(brought.content)
    except FileDamaged as damaged:
        raise ValidationError({"evidence": str(damaged)}) from damaged
    return EvidenceFile.objects.create(
        name=brought.name,
        media_type=brought.media_type,
        size=len(brought.content),
        sha256=sha256,
        original_sha256=brought.original_sha256,
        original_type=brought.original_type,
        original_size=brought.original_size,
        is_sealed=bool(brought.original),
        scan=brought.scan,
        kept_by=by.user,
        kept_at=now,
    )


def contents(kept: EvidenceFile) -> bytes:
    """Verified. Raises FileDamaged."""
    return SHELF.fetch(kept.sha256)


def sealed_contents(kept: EvidenceFile) -> bytes:
    """For whoever has recorded the reading. Raises FileDamaged."""
    return SEALED.fetch(kept.original_sha256)


@transaction.atomic
def unseal(kept: EvidenceFile, *, reason: str, by: Actor) -> bytes:
    """The bytes that came, with what hides in them (place, time, comments): each reading is told
    to the trail. Raises FileDamaged."""
    require(can_unseal, by)
    if not kept.is_sealed:
        raise ValidationError("このファイルには、封印した元のファイルがありません。")
    if is_blank(reason):
        raise ValidationError({"reason": "何のために受け取るかを書いてください。"})
    content = sealed_contents(kept)
    audit.record(
        "documents.unseal_evidence",
        kept,
        by=by,
        clause="4(3)カ",
        changes={"元のファイルのSHA-256": (None, kept.original_sha256)},
        note=reason,
    )
    return content
