"""Files made in the background: asked for, made under a lease, kept for a week.

The row is the job. A worker claims it by an UPDATE that must change one row, and renews its lease
as it goes; whoever dies leaves a lease that runs out, and the next worker takes the job up again.
"""

import logging
import secrets
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from komae_sns.audit import services as audit
from komae_sns.documents.builders import Built, builder_of, is_recorded
from komae_sns.documents.models import Export
from komae_sns.documents.status import ExportStatus
from komae_sns.lives import WrongStatus
from komae_sns.notices.kinds import Kind
from komae_sns.notices.services import enqueue
from komae_sns.staff.actors import Actor, actor_of

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
KEPT = timedelta(days=7)
MOST_ATTEMPTS = 3
MOST_AT_ONCE = 5  # unfinished, for one person
TOLD_EVERY = 0.5  # seconds


class TooMany(Exception):
    """The message is shown."""

    def __init__(self) -> None:
        super().__init__(
            f"まだできていないものが{MOST_AT_ONCE}件あります。終わるのを待つか、取りやめてください。"
        )


class NoLongerWanted(Exception):
    """Cancelled, or taken over by another worker: what is made here is for nobody."""


@transaction.atomic
def request_export(
    kind: str, title: str, parameters: dict[str, Any], *, by: Actor, now: datetime
) -> Export:
    if Export.objects.visible_to(by).unfinished().count() >= MOST_AT_ONCE:
        raise TooMany
    export = Export.objects.create(
        kind=kind,
        title=title[:200],
        owner=by.user,
        parameters=parameters,
        status=ExportStatus.QUEUED,
        created_at=now,
    )
    audit.record("documents.request_export", export, by=by, changes={"条件": (None, parameters)})
    return export


@transaction.atomic
def cancel_export(export: Export, *, by: Actor, now: datetime) -> None:
    """The worker stops at its next step."""
    export.move_to(ExportStatus.CANCELLED, finished_at=now)
    audit.record("documents.cancel_export", export, by=by)


@transaction.atomic
def take_export(export: Export, *, by: Actor) -> None:
    """Whoever gets it: of some kinds each taking is told to the trail."""
    if is_recorded(export.kind):
        audit.record("documents.take_export", export, by=by)


def make_waiting(clock: Callable[[], datetime] = timezone.now) -> int:
    """One after the other until nothing waits; how many were made or given up."""
    made = 0
    while export := claim_next(clock()):
        make(export, clock)
        made += 1
    return made


def claim_next(now: datetime) -> Export | None:
    """The oldest that is free; of two workers one gets it."""
    for pk in Export.objects.free_at(now).order_by("pk").values_list("pk", flat=True)[:20]:
        export = Export.objects.select_related("owner").get(pk=pk)
        if _claimed(export, now):
            return export
    return None


def _claimed(export: Export, now: datetime) -> bool:
    taken = {
        "claim": secrets.token_hex(16),
        "lease_until": now + LEASE,
        "attempts": export.attempts + 1,
    }
    if export.is_waiting:
        try:
            export.move_to(ExportStatus.RUNNING, **taken)
        except WrongStatus:
            return False
        return True
    left = Export.objects.free_at(now).held_by(export.claim).filter(pk=export.pk)
    for name, value in taken.items():
        setattr(export, name, value)
    return bool(left.update(**taken))


def make(export: Export, clock: Callable[[], datetime] = timezone.now) -> None:
    """Make the file of a claimed export. Nothing it raises stops the worker."""
    if export.attempts > MOST_ATTEMPTS:
        _give_up(
            export, "途中で何度も止まりました。条件をせまくして、もう一度お試しください。", clock()
        )
        return
    name = f"{export.pk}-{export.claim}"
    unfinished = _folder() / f"{name}.part"
    try:
        owner = actor_of(export.owner, timezone.localdate(clock()))
        built = _built(export, owner, unfinished, clock)
        _finish(export, built, owner, unfinished, name, clock())
    except NoLongerWanted:
        log.info("export %s is no longer wanted", export.pk)
    except Exception:
        log.exception("export %s failed", export.pk)
        _give_up(export, "作れませんでした。くりかえすときは、事務局へ知らせてください。", clock())
    finally:
        unfinished.unlink(missing_ok=True)


def _built(export: Export, owner: Actor, file: Path, clock: Callable[[], datetime]) -> Built:
    """With the rights the owner has now, not those of when it was asked for."""
    if not export.owner.is_active:
        raise PermissionDenied
    return builder_of(export.kind)(export.parameters, owner, file, _teller(export, clock))


def _teller(export: Export, clock: Callable[[], datetime]) -> Callable[[int, int], None]:
    """Writes how far it is, and holds on to the lease; now and then, for it costs a write."""
    last = -TOLD_EVERY

    def tell(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last < TOLD_EVERY and done < total:
            return
        last = time.monotonic()
        held = Export.objects.held_by(export.claim)
        if not held.update(done=done, total=total, lease_until=clock() + LEASE):
            raise NoLongerWanted

    return tell


@transaction.atomic
def _finish(
    export: Export, built: Built, owner: Actor, unfinished: Path, name: str, now: datetime
) -> None:
    stored_as = f"{name}{Path(built.file_name).suffix}"
    _still_held(export)
    size = unfinished.stat().st_size
    unfinished.rename(_folder() / stored_as)
    export.move_to(
        ExportStatus.DONE,
        stored_as=stored_as,
        file_name=built.file_name,
        size=size,
        remark=built.remark,
        posts=[appointment.pk for appointment in owner.appointments],
        finished_at=now,
        expires_at=now + KEPT,
    )
    audit.record("documents.finish_export", export, by=None, note=built.remark)
    enqueue(Kind.EXPORT_READY, [export.owner], about=export)


@transaction.atomic
def _give_up(export: Export, sentence: str, now: datetime) -> None:
    try:
        _still_held(export)
        export.move_to(ExportStatus.FAILED, remark=sentence, finished_at=now)
    except (NoLongerWanted, WrongStatus):
        return
    audit.record("documents.fail_export", export, by=None, note=sentence)
    enqueue(Kind.EXPORT_READY, [export.owner], about=export)


def _still_held(export: Export) -> None:
    if not Export.objects.select_for_update().held_by(export.claim).exists():
        raise NoLongerWanted


def expire(now: datetime) -> int:
    """Take the files away whose week is over; the rows stay and say that they were made."""
    expired = list(Export.objects.expired_at(now))
    for export in expired:
        export.path.unlink(missing_ok=True)
        Export.objects.filter(pk=export.pk).update(stored_as="")
    _sweep(now)
    return len(expired)


def _sweep(now: datetime) -> None:
    """What dead workers left behind."""
    for part in _folder().glob("*.part"):
        if part.stat().st_mtime < (now - timedelta(days=1)).timestamp():
            part.unlink(missing_ok=True)


def _folder() -> Path:
    folder = Path(settings.EXPORTS_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
