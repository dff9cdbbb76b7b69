"""DESIGN 10(5): what was kept is read again and compared with its SHA-256, every night."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils.timezone import localdate

from komae_sns.audit import services as audit
from komae_sns.documents.evidence import SEALED, SHELF
from komae_sns.documents.kept_files import FileDamaged, Shelf
from komae_sns.documents.models import EvidenceCheck, EvidenceFault, EvidenceFile
from komae_sns.notices.kinds import Kind
from komae_sns.notices.services import enqueue
from komae_sns.staff import people
from komae_sns.staff.posts import Post

UNFINISHED_FOR = timedelta(days=1)
Part, Problem = EvidenceFault.Part, EvidenceFault.Problem


class Examined(NamedTuple):
    """`problem`: None where the file is as it was kept."""

    file: EvidenceFile
    part: Part
    sha256: str
    problem: Problem | None


def examine() -> Iterator[Examined]:
    """Every file, its view copy and what is sealed; bytes shared by several rows are read once."""
    read: dict[str, Problem | None] = {}
    for kept in EvidenceFile.objects.order_by("pk").iterator(chunk_size=500):
        for part, shelf, sha256 in _places(kept):
            key = f"{part}{sha256}"
            if key not in read:
                read[key] = _problem(shelf, sha256)
            yield Examined(kept, part, sha256, read[key])


def strangers() -> int:
    """Files of no row: a step was broken off after it had written. They do no harm and stay."""
    rows = EvidenceFile.objects
    kept = frozenset(rows.values_list("sha256", flat=True).distinct())
    sealed = frozenset(rows.filter(is_sealed=True).values_list("original_sha256", flat=True))
    return sum(
        1 for shelf, known in ((SHELF, kept), (SEALED, sealed)) for _ in shelf.strangers(known)
    )


def verify_all(*, now: datetime) -> EvidenceCheck:
    """Name what is gone or altered, once; forget what is well again. Safe twice and late."""
    for shelf in (SHELF, SEALED):
        shelf.sweep(now - UNFINISHED_FOR)
    files, found = 0, []
    for examined in examine():
        files += examined.part == Part.KEPT
        if examined.problem:
            found.append(_name(examined, now))
    EvidenceFault.objects.standing().exclude(pk__in=found).mend(now)
    return EvidenceCheck.objects.create(
        finished_at=now, files=files, damaged=len(found), strangers=strangers()
    )


def _places(kept: EvidenceFile) -> Iterator[tuple[Part, Shelf, str]]:
    yield Part.KEPT, SHELF, kept.sha256
    if kept.is_sealed:
        yield Part.SEALED, SEALED, kept.original_sha256


def _problem(shelf: Shelf, sha256: str) -> Problem | None:
    try:
        shelf.fetch(sha256)
    except FileDamaged as damaged:
        return Problem.MISSING if damaged.is_missing else Problem.ALTERED
    return None


@transaction.atomic
def _name(examined: Examined, now: datetime) -> int:
    fault, is_new = EvidenceFault.objects.get_or_create(
        file=examined.file,
        part=examined.part,
        mended_at=None,
        defaults={"problem": examined.problem, "found_at": now},
    )
    if is_new:
        changes = {fault.get_part_display(): (None, fault.get_problem_display())}
        audit.record(
            "documents.evidence_damaged",
            examined.file,
            by=None,
            clause="4(3)カ",
            changes=changes | {"SHA-256": (None, examined.sha256)},
        )
        enqueue(Kind.EVIDENCE_DAMAGED, _told(localdate(now)), about=fault)
    return fault.pk


def _told(today: date) -> Iterator:
    return people.holding(Post.SECRETARIAT, Post.CISO, today=today)
