"""The trail as CSV for a spreadsheet: UTF-8 with BOM, CRLF, no live formulas, streamed."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.db.models import QuerySet
from django.utils.timezone import localtime

from komae_sns.audit.models import Entry
from komae_sns.formulas import neutral

HEADINGS = (
    "通番",
    "日時",
    "できごと",
    "条項",
    "対象",
    "行為者",
    "だれの代わりか",
    "変更",
    "理由・備考",
    "ハッシュ",
)


class _Echo:
    def write(self, line: str) -> str:
        return line


def lines(entries: QuerySet[Entry]) -> Iterator[bytes]:
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    yield b"\xef\xbb\xbf" + writer.writerow(HEADINGS).encode()
    for entry in entries.iterator(chunk_size=2000):
        yield writer.writerow(neutral(str(cell)) for cell in _cells(entry)).encode()


def _cells(entry: Entry) -> Iterable[object]:
    return (
        entry.seq,
        f"{localtime(entry.at):%Y-%m-%d %H:%M:%S}",
        entry.label,
        entry.clause,
        entry.subject,
        entry.actor,
        entry.on_behalf_of,
        changes_text(entry.changes),
        entry.note,
        entry.hash,
    )


def changes_text(changes: Mapping[str, Sequence[object]]) -> str:
    """One field a line, old → new."""
    return "\n".join(f"{name}：{_text(old)} → {_text(new)}" for name, (old, new) in changes.items())


def _text(value: object) -> str:
    return "（なし）" if value in (None, "") else str(value)
