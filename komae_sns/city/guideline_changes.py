"""What differs between two versions of the guideline, clause by clause. Plain values."""

from collections.abc import Sequence
from dataclasses import dataclass

from komae_sns.city.guideline import Clause


@dataclass(frozen=True)
class ClauseChange:
    """`old` or `new` is blank for a clause that was added or removed."""

    name: str
    label: str
    old: str
    new: str

    @property
    def kind(self) -> str:
        if not self.old:
            return "追加"
        return "変更" if self.new else "削除"


def changes(old: Sequence[Clause], new: Sequence[Clause]) -> tuple[ClauseChange, ...]:
    """In the order of the new version, then what it no longer has."""
    before, after = by_name(old), by_name(new)
    names = [*after, *(name for name in before if name not in after)]
    pairs = ((name, own_text(before.get(name)), own_text(after.get(name))) for name in names)
    return tuple(
        ClauseChange(name, (after.get(name) or before[name]).label, *texts)
        for name, *texts in pairs
        if texts[0] != texts[1]
    )


def by_name(tops: Sequence[Clause]) -> dict[str, Clause]:
    return {clause.name: clause for top in tops for clause in top.walk()}


def own_text(clause: Clause | None) -> str:
    """Without the clauses below it: each of them is compared by itself."""
    if clause is None:
        return ""
    points = (f"・{point}" for point in clause.points)
    return "\n".join([clause.label or clause.name, *clause.paragraphs, *points])
