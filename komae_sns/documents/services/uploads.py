"""Files on their way into a form: taken one by one, kept as evidence when the form is sent."""

import hashlib
import uuid
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from komae_sns.documents.evidence.reading import Brought
from komae_sns.documents.models import EvidenceFile, Upload
from komae_sns.documents.services import evidence
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import User

LEFT_AFTER = timedelta(days=1)
MOST_WAITING = 60  # of one person, in all their forms
GONE = "時間がたったため、ファイルがなくなりました。もう一度選んでください。"


class TooManyWaiting(ValidationError):
    def __init__(self) -> None:
        super().__init__(
            f"まだ送っていないファイルが{MOST_WAITING}件あります。先に送るか、外してください。"
        )


class OtherFile(Exception):
    """The same id came again with another file, or from another person."""


def take(
    brought: Brought, *, id: uuid.UUID, box: uuid.UUID, owner: User, now: datetime
) -> tuple[Upload, bool]:
    """The upload, and whether it is new. The same id, or the same bytes in the same box, are one.

    On disk first: a row never stands for a file that is not there.
    """
    if (found := Upload.objects.filter(pk=id).first()) is not None:
        if (found.owner_id, found.original_sha256) != (owner.pk, brought.original_sha256):
            raise OtherFile
        return found, False
    if Upload.objects.of(owner).waiting().count() >= MOST_WAITING:
        raise TooManyWaiting
    upload = _as_row(brought, id, box, owner, now)
    _write(upload, brought)
    kept, is_new = Upload.objects.get_or_create(
        owner=owner, box=box, original_sha256=brought.original_sha256, defaults=_facts(upload)
    )
    if not is_new:
        _discard(upload)
    return kept, is_new


def brought_again(upload: Upload) -> Brought:
    """From the disk, compared with what was taken. Raises ValidationError."""
    content = _read(upload.kept_path, upload.sha256)
    original = _read(upload.original_path, upload.original_sha256) if upload.is_changed else b""
    return Brought(
        name=upload.name,
        media_type=upload.media_type,
        content=content,
        original_sha256=upload.original_sha256,
        original=original,
        original_type=upload.original_type,
        scan=upload.scan,
        taken_at=upload.taken_at,
    )


@transaction.atomic
def keep(upload: Upload, *, by: Actor, now: datetime) -> EvidenceFile:
    """In the step that the form takes: of two at once one gets it."""
    held = Upload.objects.select_for_update().of(by.user).filter(pk=upload.pk).first()
    if held is None:
        raise ValidationError(GONE)
    if held.kept_as_id:
        raise ValidationError(f"「{held.name}」は、もう保存されています。")
    kept = evidence.keep(brought_again(held), by=by, now=now)
    Upload.objects.filter(pk=upload.pk).update(kept_as=kept)
    transaction.on_commit(lambda: _discard(held))
    return kept


def take_out(upload: Upload) -> None:
    """The person changed their mind. Twice: nothing."""
    Upload.objects.filter(pk=upload.pk).delete()
    _discard(upload)


def expire(now: datetime) -> int:
    """Forms never sent, and what a killed process left."""
    before = now - LEFT_AFTER
    left = list(Upload.objects.left_before(before))
    for upload in left:
        take_out(upload)
    for path in _folder().iterdir():
        if path.stat().st_mtime < before.timestamp():
            path.unlink(missing_ok=True)
    return len(left)


def _as_row(brought: Brought, id: uuid.UUID, box: uuid.UUID, owner: User, now: datetime) -> Upload:
    return Upload(
        id=id,
        box=box,
        owner=owner,
        name=brought.name,
        media_type=brought.media_type,
        size=len(brought.content),
        sha256=hashlib.sha256(brought.content).hexdigest(),
        original_sha256=brought.original_sha256,
        original_type=brought.original_type,
        is_changed=bool(brought.original),
        scan=brought.scan,
        taken_at=brought.taken_at,
        created_at=now,
    )


def _facts(upload: Upload) -> dict[str, object]:
    return {field.attname: getattr(upload, field.attname) for field in upload._meta.concrete_fields}


def _write(upload: Upload, brought: Brought) -> None:
    _folder()
    upload.kept_path.write_bytes(brought.content)
    if brought.original:
        upload.original_path.write_bytes(brought.original)


def _read(path: Path, sha256: str) -> bytes:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise ValidationError(GONE) from None
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ValidationError(GONE)
    return content


def _discard(upload: Upload) -> None:
    upload.kept_path.unlink(missing_ok=True)
    upload.original_path.unlink(missing_ok=True)


def _folder() -> Path:
    folder = Path(settings.UPLOADS_ROOT)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
