"""What may be kept as evidence: the content decides, never the name (DESIGN 12).

An image is drawn anew into a fresh file: its comments, its place and time and whatever hangs
behind its end stay outside. The bytes that came are sealed beside it.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

import filetype

from komae_sns.documents.evidence import antivirus
from komae_sns.documents.evidence.antivirus import Scan
from komae_sns.documents.evidence.drawing import MOST_PIXELS, CannotBeDrawn, drawn_anew
from komae_sns.documents.evidence.names import name_with

MOST_BYTES = 10 * 1024 * 1024
_IMAGES = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}
_SUFFIXES = {"image/png": "png", "image/jpeg": "jpg", "application/pdf": "pdf"}
_TEXTS = frozenset({"txt", "eml", "csv"})
_ENCODINGS = ("utf-8-sig", "cp932", "euc_jp")
_WANTED = "画像（PNG・JPEG・WebP）、PDF、文字のファイル（txt・eml・csv）を選んでください。"
_HEADER_LINE = re.compile(rb"[\x21-\x39\x3b-\x7e]+:")
_CONTROLS = re.compile("[\x00-\x06\x0e-\x19\x1c-\x1f]")  # no text has them
_STILL_BRANDS = (b"hei", b"hev", b"mif1", b"msf1", b"avif", b"avis")
_BROKEN = "画像が壊れていて読めません。もう一度保存しなおしてください。"
_MOVES = "動く画像は保存できません。画面を保存しなおしてください。"
_ADVICE = (
    (
        ("image/heic", "image/avif"),
        "iPhoneなどのHEIC・AVIFの写真は保存できません。画面を保存（スクリーンショット）した画像を選ぶか、"
        "写真をJPEGにしてから選んでください"
        "（iPhoneでは、設定のカメラのフォーマットを「互換性優先」にすると、JPEGで撮れます）。",
    ),
    (
        ("image/gif",),
        "GIFの画像は保存できません。画面を保存（スクリーンショット）して選んでください。",
    ),
    (("image/",), "この形の画像は保存できません。PNGかJPEGで保存しなおして選んでください。"),
    (("video/",), "動画は保存できません。大事な場面の画面を保存して、その画像を選んでください。"),
    (
        ("audio/",),
        "音声は保存できません。聞いた内容を、文字のファイル（txt）か説明に書いてください。",
    ),
    (
        ("application/zip", "application/vnd", "application/msword", "application/x-ole"),
        "ExcelやWord、ZIPのファイルは保存できません。PDFにして選んでください。",
    ),
)
_NOT_DRAWN = {
    "pixels": f"画像が大きすぎます。{MOST_PIXELS // 10_000:,}万画素までに分けて保存してください。",
    "moves": _MOVES,
}


class NotEvidence(ValueError):
    """The message is a sentence for the person who brought it."""


@dataclass(frozen=True)
class Brought:
    """`content` is what is handed out; `original` the bytes that came, where they differ."""

    name: str
    media_type: str
    content: bytes
    original_sha256: str
    original: bytes = b""
    original_type: str = ""
    scan: str = Scan.NONE
    taken_at: datetime | None = None

    @property
    def original_size(self) -> int:
        return len(self.original or self.content)


@dataclass(frozen=True)
class _Kept:
    media_type: str
    content: bytes
    suffix: str
    taken_at: datetime | None = None


def read(name: str, content: bytes) -> Brought:
    if not content:
        raise NotEvidence("ファイルの中身がありません。")
    if len(content) > MOST_BYTES:
        raise NotEvidence(f"ファイルが大きすぎます。{MOST_BYTES // 1024 // 1024}MBまでです。")
    original_type = _type_of(name, content)
    scan = _scanned(content)
    kept = _kept(name, content, original_type)
    return Brought(
        name=name_with(kept.suffix, name),
        media_type=kept.media_type,
        content=kept.content,
        original_sha256=hashlib.sha256(content).hexdigest(),
        original=content if kept.content != content else b"",
        original_type=original_type,
        scan=scan,
        taken_at=kept.taken_at,
    )


def _type_of(name: str, content: bytes) -> str:
    """One of the types that are kept, or NotEvidence."""
    kind = filetype.guess(content)
    found = kind.mime if kind else ""
    if found in _IMAGES:
        return found
    if found == "application/pdf":
        if b"%%EOF" not in content[-2048:]:
            raise NotEvidence("PDFが途中で切れています。もう一度保存しなおしてください。")
        return found
    if _ending(name) in _TEXTS and _is_text(_ending(name), content):
        return "text/plain"
    raise NotEvidence(_advice(found, content))


def _advice(found: str, content: bytes) -> str:
    if content[4:8] == b"ftyp":
        found = "image/heic" if content[8:12].startswith(_STILL_BRANDS) else "video/mp4"
    for kinds, sentence in _ADVICE:
        if found.startswith(kinds):
            return sentence
    return f"この形のファイルは保存できません。{_WANTED}"


def _scanned(content: bytes) -> Scan:
    try:
        return antivirus.scan(content)
    except antivirus.Infected as infected:
        raise NotEvidence(
            f"ウイルス対策ソフトが、このファイルを危険と判定しました（{infected.signature}）。"
            "保存していません。事務局へ知らせてください。"
        ) from infected
    except antivirus.ScannerAway as away:
        raise NotEvidence(
            "ウイルスの検査ができないので、いまは保存できません。"
            "ファイルを手もとに残し、しばらくしてからもう一度お試しください。"
        ) from away


def _kept(name: str, content: bytes, media_type: str) -> _Kept:
    if media_type not in _IMAGES:
        return _Kept(media_type, content, _SUFFIXES.get(media_type) or _ending(name))
    try:
        drawn = drawn_anew(content, _IMAGES[media_type])
    except CannotBeDrawn as refused:
        raise NotEvidence(_NOT_DRAWN.get(refused.code, _BROKEN)) from refused
    return _Kept(drawn.media_type, drawn.content, _SUFFIXES[drawn.media_type], drawn.taken_at)


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower()


def _is_text(ending: str, content: bytes) -> bool:
    wide = content[:2] in {b"\xff\xfe", b"\xfe\xff"}
    for encoding in ("utf-16",) if wide else _ENCODINGS:
        try:
            return not _CONTROLS.search(content.decode(encoding))
        except UnicodeDecodeError:
            continue
    # A mail from abroad may come in any encoding.
    is_mail = ending == "eml" and _HEADER_LINE.match(content)
    return bool(is_mail) and not _CONTROLS.search(content.decode("latin-1"))
