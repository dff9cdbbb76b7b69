"""What may be kept as evidence: the content decides, never the name (DESIGN 12).

An image is drawn anew into a fresh file: its comments, its place and time and whatever hangs
behind its end stay outside.
"""

import hashlib
import io
import struct
import zlib
from dataclasses import dataclass

import filetype
from PIL import Image, ImageOps

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 25_000_000
_IMAGES = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}
_SUFFIXES = {"image/png": "png", "image/jpeg": "jpg", "application/pdf": "pdf"}
_TEXTS = frozenset({"txt", "eml", "csv"})
_ENCODINGS = ("utf-8-sig", "cp932", "euc_jp")
_FAULTS = (
    *(OSError, ValueError, SyntaxError, EOFError, LookupError, TypeError, ArithmeticError),
    *(struct.error, zlib.error, Image.DecompressionBombError, Image.DecompressionBombWarning),
)
_WANTED = "画像（PNG・JPEG・WebP）、PDF、文字のファイル（txt・eml・csv）を選んでください。"


class NotEvidence(ValueError):
    """The message is a sentence for the person who brought it."""


@dataclass(frozen=True)
class Brought:
    """`content` is what is kept; `original_sha256` that of the bytes that came."""

    name: str
    media_type: str
    content: bytes
    original_sha256: str


def read(name: str, content: bytes) -> Brought:
    if not content:
        raise NotEvidence("ファイルの中身がありません。")
    if len(content) > MOST_BYTES:
        raise NotEvidence(f"ファイルが大きすぎます。{MOST_BYTES // 1024 // 1024}MBまでです。")
    media_type, kept, suffix = _judged(name, content)
    original = hashlib.sha256(content).hexdigest()
    return Brought(_named(name, suffix), media_type, kept, original)


def _judged(name: str, content: bytes) -> tuple[str, bytes, str]:
    kind = filetype.guess(content)
    media_type = kind.mime if kind else ""
    if media_type in _IMAGES:
        media_type, kept = _drawn_anew(content, _IMAGES[media_type])
        return media_type, kept, _SUFFIXES[media_type]
    if media_type == "application/pdf":
        if b"%%EOF" not in content[-2048:]:
            raise NotEvidence("PDFが途中で切れています。もう一度保存しなおしてください。")
        return media_type, content, _SUFFIXES[media_type]
    ending = name.rpartition(".")[2].lower()
    if kind is None and ending in _TEXTS and _is_text(content):
        return "text/plain", content, ending
    raise NotEvidence(f"この形のファイルは保存できません。{_WANTED}")


def _drawn_anew(content: bytes, form: str) -> tuple[str, bytes]:
    try:
        with Image.open(io.BytesIO(content), formats=[form]) as image:
            if image.width * image.height > MOST_PIXELS:
                most = f"{MOST_PIXELS // 10_000:,}万"
                raise NotEvidence(f"画像が大きすぎます。{most}画素までに縮めてください。")
            if form != "JPEG" and getattr(image, "n_frames", 1) > 1:
                raise NotEvidence("動く画像は保存できません。画面を保存しなおしてください。")
            plain = _pixels(ImageOps.exif_transpose(image))
    except NotEvidence:
        raise
    except _FAULTS:
        raise NotEvidence("画像が壊れていて読めません。もう一度保存しなおしてください。") from None
    fresh, file = Image.frombytes(plain.mode, plain.size, plain.tobytes()), io.BytesIO()
    if form == "JPEG":
        fresh.save(file, "JPEG", quality=95, subsampling=0)
        return "image/jpeg", file.getvalue()
    fresh.save(file, "PNG")
    return "image/png", file.getvalue()


def _pixels(image: Image.Image) -> Image.Image:
    if image.mode in {"L", "RGB", "RGBA"} and "transparency" not in image.info:
        return image
    is_clear = "A" in image.mode or "transparency" in image.info
    return image.convert("RGBA" if is_clear else "RGB")


def _is_text(content: bytes) -> bool:
    wide = content[:2] in {b"\xff\xfe", b"\xfe\xff"}
    for encoding in ("utf-16",) if wide else _ENCODINGS:
        try:
            return "\0" not in content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return False


def _named(name: str, suffix: str) -> str:
    """What the person called it, with the ending of what it is."""
    stem = name.replace("\\", "/").rpartition("/")[2]
    before, dot, _ = stem.rpartition(".")
    return f"{(before if dot else stem)[:90] or '証拠'}.{suffix}"
