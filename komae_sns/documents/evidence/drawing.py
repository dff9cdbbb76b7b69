"""An image is read and drawn anew in a process of its own (drawing_worker.py), one at a time.

What kills it (the time limit, the memory limit, a crash in a decoder) costs that one file.
"""

import json
import logging
import os
import re
import subprocess
import sys
import threading
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from komae_sns.documents.evidence import drawing_worker

log = logging.getLogger(__name__)

MOST_PIXELS = 25_000_000
SECONDS = 8  # on a busy machine; the kernel allows CPU_SECONDS of work
CPU_SECONDS = 5
MEMORY_BYTES = 768 * 1024 * 1024
_KEPT_VARIABLES = ("PATH", "LD_LIBRARY_PATH", "PYTHONPATH")
_TAKEN = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)([+-]\d\d:\d\d)?")
_one_at_a_time = threading.Lock()


class CannotBeDrawn(Exception):
    """`code`: pixels, moves or broken."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Drawn:
    media_type: str
    content: bytes
    taken_at: datetime | None  # what the camera wrote into the file


def drawn_anew(content: bytes, form: str) -> Drawn:
    limits = {"memory_bytes": MEMORY_BYTES, "cpu_seconds": CPU_SECONDS, "pixels": MOST_PIXELS}
    command = [
        *(sys.executable, "-P", "-W", "ignore", drawing_worker.__file__),
        *(form, json.dumps(limits)),
    ]
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    with _one_at_a_time:
        try:
            done = subprocess.run(
                command, input=content, capture_output=True, timeout=SECONDS, env=kept, check=False
            )
        except subprocess.TimeoutExpired:
            raise _broken("the time was up") from None
    head, end, drawn = done.stdout.partition(b"\n")
    if done.returncode or not end:
        raise _broken(f"it ended with {done.returncode}: {done.stderr[-300:]!r}")
    facts = json.loads(head)
    if "refused" in facts:
        raise CannotBeDrawn(facts["refused"])
    return Drawn(facts["media_type"], drawn, _moment(facts["taken"]))


def _broken(why: str) -> CannotBeDrawn:
    log.warning("an image could not be drawn: %s", why)
    return CannotBeDrawn("broken")


def _moment(taken: str) -> datetime | None:
    """Without an offset the camera's clock is taken to be the city's."""
    found = _TAKEN.match(taken)
    if not found:
        return None
    year, month, day, at, offset = found.groups()
    try:
        moment = datetime.fromisoformat(f"{year}-{month}-{day}T{at}{offset or ''}")
        return timezone.make_aware(moment) if moment.tzinfo is None else moment
    except (ValueError, OverflowError):
        return None
