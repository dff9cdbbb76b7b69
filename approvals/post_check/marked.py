"""A text cut where findings begin and end, so that a page can mark it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from approvals.post_check.finding import Finding, Severity


@dataclass(frozen=True)
class Piece:
    """`numbers` are those of the findings (from 1) that lie on it; `first` where one begins."""

    text: str
    numbers: tuple[int, ...] = ()
    first: tuple[int, ...] = ()
    severity: Severity | None = None


def pieces(typed: str, findings: Sequence[Finding]) -> tuple[Piece, ...]:
    placed = [(n, f) for n, f in enumerate(findings, 1) if f.start < f.end]
    edges = sorted({0, len(typed), *(p for _, f in placed for p in (f.start, f.end))})
    found = []
    for start, end in pairwise(edges):
        here = [(n, f) for n, f in placed if f.start <= start and end <= f.end]
        found.append(
            Piece(
                text=typed[start:end],
                numbers=tuple(n for n, _ in here),
                first=tuple(n for n, f in here if f.start == start),
                severity=min((f.severity for _, f in here), key=lambda s: s.rank, default=None),
            )
        )
    return tuple(found)
