"""SHA256SUMS of a copy, and its Ed25519 signature: whoever has the public key can verify it.

openssl pkeyutl -verify -pubin -inkey public.pem -rawin -in SHA256SUMS -sigfile SHA256SUMS.sig
sha256sum --quiet -c SHA256SUMS
"""

import base64
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from komae_sns.audit import signing

SUMS, SIGNATURE, PUBLIC_KEY = "SHA256SUMS", "SHA256SUMS.sig", "public.pem"
OWN = frozenset({SUMS, SIGNATURE, PUBLIC_KEY})


@dataclass(frozen=True)
class Fault:
    """`file` is wrong, missing, or was added."""

    file: str
    sentence: str


def lines(sums: Mapping[str, str]) -> bytes:
    """As sha256sum writes and reads it."""
    return "".join(f"{sums[path]}  {path}\n" for path in sorted(sums)).encode()


def signed(message: bytes) -> dict[str, bytes]:
    """The files that say whose copy it is."""
    return {
        SUMS: message,
        SIGNATURE: base64.b64decode(signing.sign(message)),
        PUBLIC_KEY: signing.public_pem(),
    }


def read(folder: Path) -> dict[str, str] | None:
    """Hash by path; None where no copy of a portal lies there."""
    try:
        message = (folder / SUMS).read_bytes()
        key = signing.read_public((folder / PUBLIC_KEY).read_bytes())
        if not _is_signed(message, folder, key):
            return None
    except (OSError, ValueError):
        return None
    return _parsed(message)


def sha256_of(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def paths_in(folder: Path) -> Iterator[str]:
    for file in sorted(folder.rglob("*")):
        if file.is_symlink() or not file.is_dir():
            yield file.relative_to(folder).as_posix()


def verify(folder: Path, key: Ed25519PublicKey | None = None) -> list[Fault]:
    """`key`: of the portal, from elsewhere; without it, the one that lies in the copy."""
    try:
        message = (folder / SUMS).read_bytes()
        key = key or signing.read_public((folder / PUBLIC_KEY).read_bytes())
        is_signed = _is_signed(message, folder, key)
    except (OSError, ValueError) as problem:
        return [Fault(SUMS, f"署名を読めません：{problem}")]
    if not is_signed:
        return [Fault(SIGNATURE, "署名が、この鍵のものではありません。")]
    return list(_faults(folder, _parsed(message)))


def _faults(folder: Path, sums: Mapping[str, str]) -> Iterator[Fault]:
    there = set(paths_in(folder)) - OWN
    for path in sorted(sums):
        if path not in there:
            yield Fault(path, "ありません。")
        elif (folder / path).is_symlink() or sha256_of(folder / path) != sums[path]:
            yield Fault(path, "書きかえられています。")
    for path in sorted(there - sums.keys()):
        yield Fault(path, "ポータルが書いたものではありません。")


def _is_signed(message: bytes, folder: Path, key: Ed25519PublicKey) -> bool:
    signature = base64.b64encode((folder / SIGNATURE).read_bytes()).decode()
    return signing.is_signed(message, signature, key)


def _parsed(message: bytes) -> dict[str, str]:
    rows = (line.split("  ", 1) for line in message.decode().splitlines())
    return {path: digest for digest, path in rows}
