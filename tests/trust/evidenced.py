"""The world's kept files: one whose original is sealed beside it."""

import io
from uuid import uuid4

from PIL import Image

from komae_sns.documents.evidence.reading import read
from komae_sns.documents.services import evidence, uploads
from tests.factories import NOW


def photograph() -> bytes:
    """With something in it that drawing it anew leaves out."""
    file = io.BytesIO()
    Image.new("RGB", (40, 30), 7).save(file, "JPEG", comment=b"where it was taken")
    return file.getvalue()


def settle(world) -> None:
    brought = read("現場.jpg", photograph())
    kept = evidence.keep(brought, by=world.own.clerk, now=NOW)
    world.places["kept_file"] = {"pk": kept.pk}
    owner = world.own.clerk.user
    upload, _ = uploads.take(brought, id=uuid4(), box=uuid4(), owner=owner, now=NOW)
    world.places["uploaded"] = {"upload_pk": upload.pk}
