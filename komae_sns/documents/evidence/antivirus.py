"""A virus scanner of the city (clamd), asked about every file before anything reads it.

The portal speaks clamd's own INSTREAM over a socket of the settings; without an address nobody is
asked. When no answer comes, CLAMD_REQUIRED says whether the file is refused or taken unscanned.
"""

import logging
import socket
import struct
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models

log = logging.getLogger(__name__)

_PIECE = 64 * 1024
_LONGEST_ANSWER = 4096
_PORT = 3310


class Scan(models.TextChoices):
    NONE = "NONE", "ウイルス検査なし"
    CLEAN = "CLEAN", "ウイルス検査済"
    AWAY = "AWAY", "ウイルス検査ができないまま保存"


class Infected(Exception):
    """`signature` is what clamd calls it."""

    def __init__(self, signature: str) -> None:
        super().__init__(signature)
        self.signature = signature


class ScannerAway(Exception):
    """No answer, or none that can be understood."""


@dataclass
class _Clock:
    """One limit for the whole conversation: a scanner that drips answers is away too."""

    ends_at: float

    @property
    def left(self) -> float:
        left = self.ends_at - time.monotonic()
        if left <= 0:
            raise ScannerAway("the time was up")
        return left


def scan(content: bytes) -> Scan:
    """Raises Infected; ScannerAway where an answer is required."""
    if not settings.CLAMD_URL:
        return Scan.NONE
    try:
        answer = _ask(b"INSTREAM", content)
        return _read(answer)
    except ScannerAway as problem:
        log.error("clamd: %s", problem)
        if settings.CLAMD_REQUIRED:
            raise
        return Scan.AWAY


def is_asked() -> bool:
    return bool(settings.CLAMD_URL)


def answers() -> bool:
    """Whether the scanner is there (for /health/)."""
    try:
        return _ask(b"PING") == "PONG"
    except ScannerAway as problem:
        log.warning("clamd: %s", problem)
        return False


def _read(answer: str) -> Scan:
    """`stream: OK`, `stream: Name FOUND`; anything else is no answer."""
    said = answer.removeprefix("stream: ")
    if said == "OK":
        return Scan.CLEAN
    if said.endswith(" FOUND"):
        raise Infected(said.removesuffix(" FOUND")[:100])
    raise ScannerAway(f"it answered {answer[:200]!r}")


def _ask(command: bytes, content: bytes | None = None) -> str:
    clock = _Clock(time.monotonic() + settings.CLAMD_SECONDS)
    try:
        with _connected(clock) as line:
            _tell(line, b"z" + command + b"\0", clock)
            if content is not None:
                _stream(line, content, clock)
            return _heard(line, clock)
    except (OSError, ValueError) as problem:
        raise ScannerAway(str(problem)) from problem


def _connected(clock: _Clock) -> socket.socket:
    where = urlsplit(settings.CLAMD_URL)
    if where.scheme == "unix":
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(clock.left)
        try:
            line.connect(where.path)
        except BaseException:
            line.close()
            raise
        return line
    if where.scheme != "tcp" or not where.hostname:
        raise ValueError("CLAMD_URL is neither unix:///… nor tcp://host:port")
    return socket.create_connection((where.hostname, where.port or _PORT), timeout=clock.left)


def _stream(line: socket.socket, content: bytes, clock: _Clock) -> None:
    whole = memoryview(content)
    for start in range(0, len(whole), _PIECE):
        piece = whole[start : start + _PIECE]
        _tell(line, struct.pack("!I", len(piece)), clock)
        _tell(line, piece, clock)
    _tell(line, struct.pack("!I", 0), clock)


def _tell(line: socket.socket, piece: bytes | memoryview, clock: _Clock) -> None:
    line.settimeout(clock.left)
    line.sendall(piece)


def _heard(line: socket.socket, clock: _Clock) -> str:
    heard = bytearray()
    while b"\0" not in heard and len(heard) < _LONGEST_ANSWER:
        line.settimeout(clock.left)
        piece = line.recv(_LONGEST_ANSWER)
        if not piece:
            break
        heard += piece
    return heard.partition(b"\0")[0].decode("utf-8", "replace").strip()
