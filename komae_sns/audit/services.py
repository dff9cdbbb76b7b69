"""Write the trail. Called last in a step, inside the step's own transaction."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone

from komae_sns.audit.models import GENESIS, ChainHead, Entry, Mention, digest

SYSTEM = "システム"
_BATCH = 500


class Signatory(Protocol):
    """Who acts: a person in a post (komae_sns.staff.actors.Actor is one)."""

    @property
    def signature_id(self) -> int | None: ...

    @property
    def signature(self) -> str: ...


class Acting(Signatory, Protocol):
    """`on_behalf_of`: in whose name, when the step was taken as a deputy."""

    @property
    def on_behalf_of(self) -> Signatory | None: ...


def record(
    action: str,
    subject: models.Model,
    *,
    by: Acting | None,
    on_behalf_of: Signatory | None = None,
    clause: str = "",
    changes: Mapping[str, tuple[Any, Any]] | None = None,
    note: str = "",
    mentions: Iterable[models.Model] = (),
) -> Entry:
    """Append one entry. `changes` maps a field's name to (old, new); by=None is the system.

    Takes the chain's lock until the transaction ends: lock every other row before calling.
    """
    event = Event(action, subject, clause, changes or {}, note, mentions)
    return record_all([event], by=by, on_behalf_of=on_behalf_of)[0]


@dataclass(frozen=True)
class Event:
    """One step, for record_all; the same words as record's."""

    action: str
    subject: models.Model
    clause: str = ""
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    note: str = ""
    mentions: Iterable[models.Model] = ()


def record_all(
    events: Iterable[Event], *, by: Signatory | None, on_behalf_of: Signatory | None = None
) -> list[Entry]:
    """Many steps of one transaction in a few statements, however many they are."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("audit.record needs the step's transaction")
    head = _locked_head()
    on_behalf_of = on_behalf_of or (by.on_behalf_of if by else None)
    entries: list[Entry] = []
    seq, previous, now = head.seq, head.hash, timezone.now()
    for event in events:
        seq += 1
        entry = Entry(
            seq=seq,
            at=now,
            action=event.action,
            clause=event.clause,
            subject_type=event.subject._meta.label_lower,
            subject_id=str(event.subject.pk),
            subject=str(event.subject)[:300],
            actor_id=by.signature_id if by else None,
            actor=by.signature if by else SYSTEM,
            on_behalf_of_id=on_behalf_of.signature_id if on_behalf_of else None,
            on_behalf_of=on_behalf_of.signature if on_behalf_of else "",
            changes=_plain(event.changes),
            note=event.note,
            mentioned=_mentioned([event.subject, *event.mentions]),
            previous_hash=previous,
        )
        entry.hash = previous = digest(entry.as_row())
        entries.append(entry)
    if not entries:
        return []
    Entry.objects.bulk_create(entries, batch_size=_BATCH)
    ChainHead.objects.filter(pk=head.pk).update(seq=seq, hash=previous)
    Mention.objects.bulk_create(
        (
            Mention(entry=entry, object_type=kind, object_id=pk)
            for entry in entries
            for kind, pk in entry.mentioned
        ),
        batch_size=_BATCH,
    )
    return entries


def _locked_head() -> ChainHead:
    head = ChainHead.objects.select_for_update().filter(pk=1).first()
    return (
        head
        or ChainHead.objects.select_for_update().get_or_create(
            pk=1, defaults={"seq": 0, "hash": GENESIS}
        )[0]
    )


def _plain(changes: Mapping[str, tuple[Any, Any]]) -> dict[str, list[Any]]:
    """As JSON reads them back, so that the hash of a stored row equals the hash when written."""
    return json.loads(json.dumps({k: list(v) for k, v in changes.items()}, cls=DjangoJSONEncoder))


def _mentioned(things: Iterable[models.Model]) -> list[list[str]]:
    """[type, id] of each thing whose time line shows the entry, sorted."""
    return [list(pair) for pair in sorted({(t._meta.label_lower, str(t.pk)) for t in things})]


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """old → new of the keys whose values differ."""
    keys = [*before, *(key for key in after if key not in before)]
    pairs = {key: (before.get(key), after.get(key)) for key in keys}
    return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}
