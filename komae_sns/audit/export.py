"""The trail as a file that is verified without the portal: JSON Lines, entries then checkpoints."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from komae_sns.audit.checkpoints import Checkpoint, read_line, stored
from komae_sns.audit.models import canonical
from komae_sns.audit.verification import stored_rows


def lines() -> Iterator[bytes]:
    """{"entry": …} per entry by seq, then {"checkpoint": …} per signed checkpoint. UTF-8."""
    for row in stored_rows():
        yield canonical({"entry": row}) + b"\n"
    for checkpoint in stored():
        yield canonical({"checkpoint": asdict(checkpoint)}) + b"\n"


class NotAnExport(ValueError):
    """A line that this portal never wrote; `line` counts from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(f"{line}行目を読めません。証跡を書き出したファイルを指定してください。")


_ENTRY_KEYS = frozenset({"seq", "hash", "previous_hash"})


def read(file: Iterable[str]) -> Iterator[dict[str, Any] | Checkpoint]:
    for number, line in enumerate(file, start=1):
        try:
            record = json.loads(line)
            yield _one(record)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise NotAnExport(number) from None


def _one(record: dict[str, Any]) -> dict[str, Any] | Checkpoint:
    if "checkpoint" in record:
        return read_line(json.dumps(record["checkpoint"]))
    entry = record["entry"]
    if not (entry.keys() >= _ENTRY_KEYS and isinstance(entry["seq"], int)):
        raise ValueError
    return entry


def entries(file: Iterable[str]) -> Iterator[dict[str, Any]]:
    return (one for one in read(file) if not isinstance(one, Checkpoint))


def checkpoints(file: Iterable[str]) -> Iterator[Checkpoint]:
    return (one for one in read(file) if isinstance(one, Checkpoint))
