"""Does the trail still say what was written? From the database, or from an export and a key."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from komae_sns.audit.checkpoints import Checkpoint
from komae_sns.audit.models import GENESIS, ChainHead, Entry, Mention, digest


@dataclass(frozen=True)
class Fault:
    """What is wrong at entry `seq` (None: with the trail as a whole)."""

    seq: int | None
    sentence: str


@dataclass
class Report:
    entries: int = 0
    checkpoints: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        return not self.faults


def verify(
    rows: Iterable[dict[str, Any]],
    checkpoints: Iterable[Checkpoint],
    key: Ed25519PublicKey,
    *,
    most_faults: int = 100,
) -> Report:
    """`rows`: Entry.as_row() plus `hash`, by seq. Memory: the checkpoints, not the rows."""
    report = Report()
    expected = dict(_genuine(checkpoints, key, report))
    seq, previous = 0, GENESIS
    for row in rows:
        report.entries += 1
        for fault in _faults_of(row, seq, previous, expected.pop(row["seq"], None)):
            if len(report.faults) < most_faults:
                report.faults.append(fault)
        seq, previous = row["seq"], row["hash"]
    for missing in sorted(expected):
        sentence = f"{missing}番までの記録があったはずですが、ありません。"
        report.faults.append(Fault(missing, sentence))
    return report


def _genuine(
    checkpoints: Iterable[Checkpoint], key: Ed25519PublicKey, report: Report
) -> Iterator[tuple[int, str]]:
    for checkpoint in checkpoints:
        report.checkpoints += 1
        if checkpoint.is_genuine(key):
            yield checkpoint.seq, checkpoint.hash
        else:
            sentence = f"確認点（{checkpoint.at}）の署名が正しくありません。"
            report.faults.append(Fault(None, sentence))


def _faults_of(
    row: dict[str, Any], last_seq: int, previous: str, expected: str | None
) -> Iterator[Fault]:
    seq, content = row["seq"], {name: value for name, value in row.items() if name != "hash"}
    if seq != last_seq + 1:
        yield Fault(seq, f"{last_seq + 1}番の記録がありません。")
    if row["previous_hash"] != previous:
        yield Fault(seq, f"{seq}番の記録が、前の記録とつながりません。")
    if digest(content) != row["hash"]:
        yield Fault(seq, f"{seq}番の記録が書き換えられています。")
    if expected is not None and expected != row["hash"]:
        yield Fault(seq, f"{seq}番の記録が、署名された確認点と合いません。")


def verify_stored(checkpoints: Iterable[Checkpoint], key: Ed25519PublicKey) -> Report:
    """The trail in the database, with its end and the index of its time lines."""
    report = verify(stored_rows(), checkpoints, key)
    report.faults += [*_head_faults(), *_index_faults()]
    return report


def _head_faults() -> Iterator[Fault]:
    head = ChainHead.objects.filter(pk=1).first()
    last = Entry.objects.newest_first().first()
    if (head and (head.seq, head.hash)) != (last and (last.seq, last.hash)):
        seq = last.seq if last else None
        yield Fault(seq, "証跡の終わりが、最後の記録と合いません。記録が除かれたおそれがあります。")


def _index_faults() -> Iterator[Fault]:
    """Mention rows against what the hashed entries say, both read in order of the entries."""
    rows = Mention.objects.order_by("entry_id").values_list("entry_id", "object_type", "object_id")
    indexed = groupby(rows.iterator(chunk_size=2000), key=itemgetter(0))
    at, group = next(indexed, (None, ()))
    entries = Entry.objects.in_order().values_list("seq", "mentioned")
    for seq, mentioned in entries.iterator(chunk_size=2000):
        found = sorted([kind, pk] for _, kind, pk in group) if at == seq else []
        if at == seq:
            at, group = next(indexed, (None, ()))
        if found != mentioned:
            yield Fault(seq, f"{seq}番の記録の、できごとの一覧へのつながりが変えられています。")


def stored_rows() -> Iterator[dict[str, Any]]:
    for entry in Entry.objects.in_order().iterator(chunk_size=2000):
        yield entry.as_row() | {"hash": entry.hash}
