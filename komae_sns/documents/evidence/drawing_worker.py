"""One image drawn anew, in a process of its own that holds nothing of the portal.

drawing.py runs this file as a script: the image comes through standard input, the answer goes to
standard output: a line of JSON, then the fresh image. Limits are the kernel's.
"""

import io
import json
import os
import resource
import struct
import sys
import zlib
from typing import Any

MOST_WRITTEN = 32 * 1024 * 1024
_ORIENTATION, _EXIF, _TAKEN, _OFFSET = 0x0112, 0x8769, 0x9003, 0x9011


class Refused(Exception):
    """The message is the code of the reason."""


class _Bounded(io.BytesIO):
    def write(self, piece: Any) -> int:
        if self.tell() + len(piece) > MOST_WRITTEN:
            raise OverflowError
        return super().write(piece)


def main(form: str, limits: dict[str, int]) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory_bytes"],) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (limits["cpu_seconds"],) * 2)
    answers = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a stray print must not enter the pipe
    try:
        facts, drawn = draw(sys.stdin.buffer.read(), form, limits["pixels"])
    except Refused as refused:
        facts, drawn = {"refused": str(refused)}, b""
    with os.fdopen(answers, "wb") as out:
        out.write(json.dumps(facts).encode() + b"\n" + drawn)


def draw(content: bytes, form: str, most_pixels: int) -> tuple[dict[str, str], bytes]:
    from PIL import Image, ImageOps, WebPImagePlugin  # noqa: F401 - known to Image.open by this

    faults = (
        *(OSError, ValueError, SyntaxError, EOFError, LookupError, TypeError, ArithmeticError),
        *(struct.error, zlib.error, Image.DecompressionBombError, Image.DecompressionBombWarning),
        *(MemoryError, RuntimeError),
    )
    try:
        with Image.open(io.BytesIO(content), formats=[form]) as image:
            if image.width * image.height > most_pixels:
                raise Refused("pixels")
            if form != "JPEG" and getattr(image, "n_frames", 1) > 1:
                raise Refused("moves")
            taken = _taken(image)
            ImageOps.exif_transpose(image, in_place=True)
            plain = _pixels(image)
            fresh = Image.new(plain.mode, plain.size)  # knows nothing of what it is drawn from
            fresh.paste(plain)
            del plain
        media_type, drawn = _written(fresh, "JPEG" if _is_lossy(content, fresh) else form)
    except faults:
        raise Refused("broken") from None
    return {"media_type": media_type, "taken": taken}, drawn


def _is_lossy(content: bytes, image: Any) -> bool:
    """A WebP photograph (a chunk 「VP8 」, not 「VP8L」): as PNG it would be ten times as large."""
    if content[8:12] != b"WEBP" or image.mode == "RGBA":
        return False
    place = 12
    while (kind := content[place : place + 4]) and kind not in {b"VP8 ", b"VP8L"}:
        size = int.from_bytes(content[place + 4 : place + 8], "little")
        place += 8 + size + size % 2
    return kind == b"VP8 "


def _pixels(image: Any) -> Any:
    if image.mode in {"L", "RGB", "RGBA"} and "transparency" not in image.info:
        return image
    if image.mode.startswith("I"):  # 16 bits: their upper half is what a screen shows
        return image.point(lambda level: level / 256).convert("L")
    is_clear = "A" in image.mode or "transparency" in image.info
    return image.convert("RGBA" if is_clear else "RGB")


def _written(image: Any, form: str) -> tuple[str, bytes]:
    """A photograph in a lossless form grows too large to be looked at: then as JPEG."""
    if form != "JPEG" and (drawn := _saved(image, "PNG")):
        return "image/png", drawn
    white = _on_white(image)
    for quality in (95, 85, 70):
        if drawn := _saved(white, "JPEG", quality=quality, subsampling=0):
            return "image/jpeg", drawn
    raise Refused("pixels")


def _saved(image: Any, form: str, **how: Any) -> bytes | None:
    """None where it would be too large."""
    file = _Bounded()
    try:
        image.save(file, form, **how)
    except OverflowError:
        return None
    return file.getvalue()


def _on_white(image: Any) -> Any:
    from PIL import Image

    if image.mode != "RGBA":
        return image
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    return white


def _taken(image: Any) -> str:
    """When the camera says: 「2026:11:26 10:00:00+09:00」, blank where it does not."""
    try:
        inner = image.getexif().get_ifd(_EXIF)
        return f"{inner.get(_TAKEN, '')}{inner.get(_OFFSET, '')}"[:40]
    except Exception:  # whatever hides in there costs the hint, not the file
        return ""


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
