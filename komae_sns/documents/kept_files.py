"""Bytes under their SHA-256 in a folder of the settings: written once, verified whenever read."""

import hashlib
import os
import tempfile
from collections.abc import Container, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings


class FileDamaged(Exception):
    """The file is gone or no longer what was kept. The message is shown."""

    def __init__(self, sha256: str, *, is_missing: bool = False) -> None:
        super().__init__(
            "保存したファイルが失われたか、書き換えられています。事務局へ知らせてください。"
            f"（SHA-256: {sha256[:16]}…）"
        )
        self.sha256, self.is_missing = sha256, is_missing


@dataclass(frozen=True)
class Shelf:
    """`setting` names the folder."""

    setting: str
    suffix: str = ""

    @property
    def folder(self) -> Path:
        return Path(getattr(settings, self.setting))

    def path_of(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / f"{sha256}{self.suffix}"

    def keep(self, content: bytes) -> str:
        """Store, and return the hash. Safe to repeat and to be cut off at any moment."""
        sha256 = hashlib.sha256(content).hexdigest()
        path = self.path_of(sha256)
        if not path.exists():
            _write_once(path, content)
        self.fetch(sha256)
        return sha256

    def sweep(self, before: datetime) -> int:
        """Take away what a writer left that was killed before its file had its name."""
        left = [p for p in self.folder.glob("*/.*") if _is_older(p, before)]
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)

    def strangers(self, known: Container[str]) -> Iterator[str]:
        """Hashes that lie here and nobody knows."""
        names = (p.name.removesuffix(self.suffix) for p in self.folder.glob("??/*"))
        return (name for name in names if name[0] != "." and name not in known)

    def fetch(self, sha256: str) -> bytes:
        try:
            content = self.path_of(sha256).read_bytes()
        except FileNotFoundError:
            raise FileDamaged(sha256, is_missing=True) from None
        if hashlib.sha256(content).hexdigest() != sha256:
            raise FileDamaged(sha256)
        return content


def _is_older(path: Path, moment: datetime) -> bool:
    try:
        return path.stat().st_mtime < moment.timestamp()
    except FileNotFoundError:
        return False


def _write_once(path: Path, content: bytes) -> None:
    """Under its name the file is whole and on disk, or not there; another writer's copy stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, unfinished = tempfile.mkstemp(dir=path.parent, prefix=".")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), 0o440)
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(unfinished, path)
    finally:
        os.unlink(unfinished)
    _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
