"""Drafts that several people and machines write at once: every field is saved as typed.

A draft has `answers`, `edit_number` and `field_edits` (field → the number and page of its last
change), so that two writers meet only on one field, and then neither text is lost.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol


class Draft(Protocol):
    answers: dict[str, Any]
    edit_number: int
    field_edits: dict[str, Any]


@dataclass(frozen=True)
class Clash:
    """Somebody else changed the field since this page was loaded; both texts are kept in sight."""

    field: str
    theirs: Any
    mine: Any


@dataclass(frozen=True)
class Saved:
    edit_number: int
    clashes: tuple[Clash, ...] = ()


def merge(
    draft: Draft, typed: Mapping[str, Any], *, seen: int, page: str = ""
) -> tuple[tuple[Clash, ...], bool]:
    """Take the typed fields over. `seen` is the edit_number that `page` (an id) was loaded with.

    A field that another page changed after `seen` keeps its text and comes back as a Clash. The
    second value says whether there is anything to store.
    """
    changed = {k: v for k, v in typed.items() if v != draft.answers.get(k, type(v)())}
    clashes = tuple(
        Clash(field, draft.answers.get(field), value)
        for field, value in changed.items()
        if _changed_elsewhere(draft, field, seen, page)
    )
    for clash in clashes:
        del changed[clash.field]
    if changed:
        draft.edit_number += 1
        draft.answers |= changed
        draft.field_edits |= dict.fromkeys(changed, (draft.edit_number, page))
    return clashes, bool(changed)


def _changed_elsewhere(draft: Draft, field: str, seen: int, page: str) -> bool:
    number, last_page = draft.field_edits.get(field, (0, ""))
    return number > seen and (not page or page != last_page)
