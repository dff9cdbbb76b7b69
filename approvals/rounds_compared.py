"""Two rounds of one application side by side, field by field. Plain values, no database."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from approvals import plan_form
from approvals.snapshots import article_text
from policies.comparison.wording import Piece, compared


@dataclass(frozen=True)
class Pair:
    """One field or article; `remark` is what was said of it in the older round."""

    label: str
    old: tuple[Piece, ...]
    new: tuple[Piece, ...]
    is_changed: bool
    remark: str = ""


@dataclass(frozen=True)
class Pairs:
    changed: tuple[Pair, ...]
    unchanged: tuple[Pair, ...]


def side_by_side(
    old: Mapping[str, Any], new: Mapping[str, Any], remarks: Mapping[str, str]
) -> Pairs:
    """Of two snapshots; `remarks` by field. In the order of the form, then of the articles."""
    pairs = (*_fields(old, new, remarks), *_articles(old, new))
    return Pairs(
        changed=tuple(p for p in pairs if p.is_changed),
        unchanged=tuple(p for p in pairs if not p.is_changed),
    )


def _pair(label: str, old: str, new: str, remark: str = "") -> Pair:
    return Pair(label, *compared(old, new), is_changed=old != new, remark=remark)


def _fields(
    old: Mapping[str, Any], new: Mapping[str, Any], remarks: Mapping[str, str]
) -> Iterator[Pair]:
    before, after = old.get("shown", {}), new.get("shown", {})
    for field in plan_form.fields():
        if field.key in before or field.key in after:
            texts = before.get(field.key, ""), after.get(field.key, "")
            yield _pair(field.label, *texts, remarks.get(field.key, ""))


def _articles(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Pair]:
    before, after = _by_key(old), _by_key(new)
    for key in [*after, *(key for key in before if key not in after)]:
        number = (after.get(key) or before[key])["number"]
        texts = article_text(before.get(key)), article_text(after.get(key))
        yield _pair(f"運用ポリシー {number}", *texts)


def _by_key(snapshot: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {a["key"]: a for a in snapshot.get("policy", {}).get("articles", ())}
