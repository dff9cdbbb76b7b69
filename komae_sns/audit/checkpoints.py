"""Signed checkpoints outside the database: a chain alone does not see a cut tail or a chain that
was computed anew. One JSON line each, appended by Celery beat: seq, hash, at, signature.
"""

import fcntl
import json
import os
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings

from komae_sns.audit import signing
from komae_sns.audit.models import ChainHead, canonical


@dataclass(frozen=True)
class Checkpoint:
    """At `at` (UTC, ISO 8601) the chain ended with entry `seq`, whose hash was `hash`."""

    seq: int
    hash: str
    at: str
    signature: str = ""

    @property
    def message(self) -> bytes:
        return canonical({"at": self.at, "hash": self.hash, "seq": self.seq})

    def is_genuine(self, key: Ed25519PublicKey) -> bool:
        return signing.is_signed(self.message, self.signature, key)


def write(now: datetime) -> Checkpoint | None:
    """Append a checkpoint of the chain's end; None when nothing was added since the last one."""
    with _only_writer() as file:
        head, last = ChainHead.objects.filter(pk=1).first(), latest()
        if head is None or (last and last.seq >= head.seq):
            return None
        plain = Checkpoint(head.seq, head.hash, f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")
        signed = Checkpoint(plain.seq, plain.hash, plain.at, signing.sign(plain.message))
        file.write(json.dumps(asdict(signed)) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return signed


@contextmanager
def _only_writer() -> Iterator[TextIO]:
    """The file, opened for appending; a second program waits until the first has written."""
    path = Path(settings.AUDIT_CHECKPOINT_FILE)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def stored() -> Iterator[Checkpoint]:
    path = Path(settings.AUDIT_CHECKPOINT_FILE)
    if path.exists():
        with path.open(encoding="utf-8") as file:
            yield from map(read_line, filter(str.strip, file))


def latest() -> Checkpoint | None:
    return next(iter(deque(stored(), maxlen=1)), None)


def read_line(line: str) -> Checkpoint:
    """A line that is no checkpoint becomes one that no key has signed, so that it is reported."""
    try:
        row = json.loads(line)
        return Checkpoint(int(row["seq"]), str(row["hash"]), str(row["at"]), str(row["signature"]))
    except (ValueError, KeyError, TypeError):
        return Checkpoint(seq=-1, hash="", at=line.strip()[:80])
