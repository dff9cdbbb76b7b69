"""Pictures that stand for screenshots, as somebody brings them to a form."""

import io
import uuid
from datetime import datetime

from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

from komae_sns.documents.evidence.reading import read
from komae_sns.documents.evidence.several import Waiting
from komae_sns.documents.services import uploads
from komae_sns.staff.actors import Actor


def screen(
    name: str, words: str, *, note: str, by: Actor, taken_at: datetime, now: datetime
) -> Waiting:
    return _brought(name, _picture(words), note, by, taken_at, now)


def _brought(
    name: str, content: bytes, note: str, by: Actor, taken_at: datetime, now: datetime
) -> Waiting:
    keys = {"id": uuid.uuid4(), "box": uuid.uuid4()}
    upload, _ = uploads.take(read(name, content), **keys, owner=by.user, now=now)
    return Waiting(upload, note, taken_at)


def _picture(words: str) -> bytes:
    """With what a screenshot tool writes into it, so that there is something to seal."""
    image, file, told = Image.new("RGB", (640, 400), "white"), io.BytesIO(), PngInfo()
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 640, 56), fill="#0017c1")
    draw.text((24, 20), words, fill="white", font_size=18)
    for top in range(90, 380, 40):
        draw.rectangle((24, top, 600 - top % 170, top + 14), fill="#ccc")
    told.add_text("Software", "screenshot")
    image.save(file, "PNG", pnginfo=told)
    return file.getvalue()
