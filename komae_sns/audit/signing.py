"""Ed25519: the portal signs, anybody with the public key can verify."""

import base64
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings


def private_key() -> Ed25519PrivateKey:
    """settings.AUDIT_KEY_FILE, made on first use (0600). Keep a copy off this machine."""
    path = Path(settings.AUDIT_KEY_FILE)
    if not path.exists():
        _make(path)
    return serialization.load_pem_private_key(path.read_bytes(), password=None)


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    part = path.with_suffix(f".{os.getpid()}.part")
    part.touch(mode=0o600)
    part.write_bytes(pem)
    try:
        os.link(part, path)  # never over a key that another process made meanwhile
    except FileExistsError:
        pass
    finally:
        part.unlink()


def public_pem() -> bytes:
    return (
        private_key()
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )


def read_public(pem: bytes) -> Ed25519PublicKey:
    """ValueError where the file is not an Ed25519 public key."""
    key = serialization.load_pem_public_key(pem)
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("Ed25519の公開鍵ではありません。")
    return key


def sign(message: bytes) -> str:
    return base64.b64encode(private_key().sign(message)).decode()


def is_signed(message: bytes, signature: str, key: Ed25519PublicKey) -> bool:
    try:
        key.verify(base64.b64decode(signature, validate=True), message)
    except (InvalidSignature, ValueError):
        return False
    return True
