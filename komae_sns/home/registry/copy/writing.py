"""A copy put in the place of the one before, in one step: a visitor sees the one or the other.

The new folder is made beside the old one, takes over as hard links what has not changed, and the
two are exchanged. What somebody else put into the folder stays.
"""

import ctypes
import errno
import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from komae_sns.home.registry.copy import manifest
from komae_sns.home.registry.copy.manifest import OWN

_AT_CWD, _EXCHANGE = -100, 2  # linux/fcntl.h, linux/fs.h
_NOT_ABLE = frozenset({errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP})


class Refused(Exception):
    """The folder is not ours to write to. The message is shown."""


@dataclass(frozen=True)
class Written:
    """Paths that are new or changed, how many stayed as they were, and paths that went."""

    changed: list[str]
    unchanged: int
    removed: list[str]
    kept: list[str]  # somebody else's


def write(folder: Path, files: Iterable[tuple[str, bytes]]) -> Written:
    """Raises Refused for a folder with things in it that no portal wrote."""
    folder = folder.resolve()
    with _only_writer(folder):
        old = _known(folder)
        stage = Path(tempfile.mkdtemp(prefix=_stages(folder), dir=folder.parent))
        try:
            written = _fill(stage, folder, old, files)
            if written.changed or written.removed or not folder.exists():
                _put_in_place(stage, folder)
        finally:
            shutil.rmtree(stage, ignore_errors=True)
    return written


def _stages(folder: Path) -> str:
    return f".{folder.name}.new-"


@contextmanager
def _only_writer(folder: Path) -> Iterator[None]:
    """A second export waits; what a killed one left beside the folder goes."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with (folder.parent / f".{folder.name}.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            for left in folder.parent.glob(f"{_stages(folder)}*"):
                shutil.rmtree(left, ignore_errors=True)
            yield
    except PermissionError as problem:
        raise Refused(f"{problem.filename} に書けません。") from problem


def _known(folder: Path) -> dict[str, str]:
    if not folder.exists() or not any(folder.iterdir()):
        return {}
    known = manifest.read(folder) if folder.is_dir() else None
    if known is None:
        raise Refused(
            f"{folder} には、ポータルが書いたものではないファイルがあります。"
            "空のフォルダーか、前に書き出したフォルダーを指定してください。"
        )
    return known


def _fill(
    stage: Path, folder: Path, old: Mapping[str, str], files: Iterable[tuple[str, bytes]]
) -> Written:
    there = set(manifest.paths_in(folder)) if folder.exists() else set()
    foreign = there - old.keys() - OWN
    sums: dict[str, str] = {}
    changed: list[str] = []
    for path, content in files:
        if path in foreign:
            raise Refused(f"{folder / path} は、ポータルが書いたものではありません。")
        sums[path] = hashlib.sha256(content).hexdigest()
        if not _took_over(stage, folder, path, sums[path], is_there=path in there):
            _write(stage / path, content)
            changed.append(path)
    for path, content in manifest.signed(manifest.lines(sums)).items():
        digest = hashlib.sha256(content).hexdigest()
        if not _took_over(stage, folder, path, digest, is_there=path in there):
            _write(stage / path, content)
            changed.append(path)
    for path in foreign:
        if os.path.lexists(stage / path):  # a file or link where a folder of ours has to be
            raise Refused(f"{folder / path} は、ポータルが書いたものではありません。")
        _link(folder / path, stage / path)
    gone = sorted((old.keys() & there) - sums.keys())
    return Written(changed, len(sums) + len(OWN) - len(changed), gone, sorted(foreign))


def _took_over(stage: Path, folder: Path, path: str, digest: str, *, is_there: bool) -> bool:
    """The same file, with its time, where it still holds what is to be written."""
    file = folder / path
    if not is_there or file.is_symlink() or manifest.sha256_of(file) != digest:
        return False
    _link(file, stage / path)
    return True


def _link(old: Path, new: Path) -> None:
    new.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(old, new, follow_symlinks=False)
    except OSError:  # a file system without hard links
        shutil.copy2(old, new, follow_symlinks=False)


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    file.chmod(0o644)


def _put_in_place(stage: Path, folder: Path) -> None:
    for made in (stage, *(p for p in stage.rglob("*") if p.is_dir())):
        made.chmod(0o755)
    if not folder.exists():
        os.rename(stage, folder)
        return
    stage.chmod(folder.stat().st_mode & 0o7777)
    try:
        _exchange(stage, folder)
    except OSError as problem:
        if problem.errno == errno.EBUSY:
            raise Refused(
                f"{folder} は、そのままでは入れかえられません（マウントした場所など）。"
                "その下のフォルダーを指定してください。"
            ) from problem
        raise


def _exchange(one: Path, other: Path) -> None:
    """In one step where the system can (Linux), else in two."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is not None:
        done = rename(_AT_CWD, os.fsencode(one), _AT_CWD, os.fsencode(other), _EXCHANGE)
        if done == 0:
            return
        number = ctypes.get_errno()
        if number not in _NOT_ABLE:
            raise OSError(number, os.strerror(number), str(other))
    aside = one.with_name(f"{one.name}-old")
    os.rename(other, aside)
    os.rename(one, other)
    os.rename(aside, one)
