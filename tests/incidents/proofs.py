"""Files for incidents, as the form brings them."""

import uuid

from django.core.files.uploadedfile import SimpleUploadedFile

from komae_sns.documents.evidence.reading import read
from komae_sns.documents.evidence.several import Waiting
from komae_sns.documents.services import uploads
from komae_sns.staff.actors import Actor
from tests.factories import NOW


def screen(by: Actor, text: str = "画面", *, name: str = "画面.txt", **facts) -> Waiting:
    """Of text: no picture has to be drawn for it."""
    return file(by, name, text.encode(), **facts)


def file(by: Actor, name: str, content: bytes, **facts) -> Waiting:
    brought = read(name, content)
    upload, _ = uploads.take(brought, id=uuid.uuid4(), box=uuid.uuid4(), owner=by.user, now=NOW)
    return Waiting(upload, **facts)


SUBMISSION = "11111111-1111-4111-8111-111111111111"


def sent(name: str, content: bytes) -> SimpleUploadedFile:
    """With the form itself."""
    return SimpleUploadedFile(name, content)
