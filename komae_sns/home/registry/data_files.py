"""accounts.json and accounts.csv, streamed, and warnings.json.

No date of making stands in them, so that a file is new only when the register is.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from komae_sns.formulas import neutral
from komae_sns.home.registry import fakes, links, warnings
from komae_sns.home.registry.city import words
from komae_sns.home.registry.entries import Entry
from komae_sns.home.registry.fields import FIELDS, record

AT_ONCE = 500
FORMAT = 1
_BOM = "\ufeff"
_WORDS = {True: "true", False: "false", None: ""}


def heading(base: str) -> dict[str, Any]:
    """What stands before the rows of every JSON file."""
    said = words()
    return {
        "format": FORMAT,
        "title": said["title"],
        "page": links.permanent(links.LIST, base),
        "description": links.permanent(links.DATA, base),
        "contact": said["contact"],
        "licence": said["licence"],
        "licence_url": said["licence_url"],
    }


def json_pieces(name: str, rows: Iterable[Any], above: dict[str, Any]) -> Iterator[str]:
    """One row a line; the heading goes out before the first row is asked for."""
    yield f"{_dumped(above)[:-1]}, {_dumped(name)}: ["
    lines, before = iter(map(_dumped, rows)), "\n"
    while some := list(islice(lines, AT_ONCE)):
        yield before + ",\n".join(some)
        before = ",\n"
    yield "\n]}\n"


def accounts_json(entries: Iterable[Entry], base: str = "") -> Iterator[str]:
    return json_pieces("accounts", (record(entry, base) for entry in entries), heading(base))


def warnings_json(
    told: Iterable[warnings.Told], known: Iterable[fakes.Fake], base: str = ""
) -> str:
    """Short, for a city has few."""
    pages = ((one, links.permanent(links.warning(one.id), base)) for one in told)
    whole = heading(base) | {
        "warnings": [warnings.as_data(one, page) for one, page in pages],
        "impostors": list(map(fakes.as_data, known)),
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def accounts_csv(entries: Iterable[Entry], base: str = "") -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([field.heading for field in FIELDS])
    yield _BOM + _taken(buffer)
    rows = iter(entries)
    while some := list(islice(rows, AT_ONCE)):
        writer.writerows([_cell(value) for value in record(e, base).values()] for e in some)
        yield _taken(buffer)


_dumped = json.JSONEncoder(ensure_ascii=False).encode  # one for a hundred thousand rows


def _cell(value: Any) -> str:
    if isinstance(value, list):
        value = "；".join(" ".join(filter(None, map(_plain, one.values()))) for one in value)
    return neutral(_plain(value))


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else _WORDS.get(value, str(value))


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
