"""What a round freezes, and what changed between two rounds. Plain values, no database."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from approvals import plan_form


@dataclass(frozen=True)
class Difference:
    """One field, article or attachment that differs between two rounds, as text to show."""

    key: str
    label: str
    old: str
    new: str


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Fields in the order of the form, then articles of the policy in the order of the new one."""
    return (*_field_differences(old, new), *_article_differences(old, new))


def _field_differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    before, after = old.get("shown", {}), new.get("shown", {})
    for field in plan_form.fields():
        pair = before.get(field.key, ""), after.get(field.key, "")
        if pair[0] != pair[1]:
            yield Difference(field.key, field.label, *pair)


def _article_differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    before = {a["key"]: a for a in old.get("policy", {}).get("articles", ())}
    after = {a["key"]: a for a in new.get("policy", {}).get("articles", ())}
    for key in [*after, *(key for key in before if key not in after)]:
        pair = article_text(before.get(key)), article_text(after.get(key))
        if pair[0] != pair[1]:
            label = f"運用ポリシー {(after.get(key) or before[key])['number']}"
            yield Difference(plan_form.POLICY_KEY, label, *pair)


def article_text(article: Mapping[str, Any] | None) -> str:
    """An article as `paper rows` of policies.articles, one line a paragraph or item."""
    if article is None:
        return ""
    return "\n".join([article["caption"], *_lines(article["paragraphs"])])


def _lines(parts: list[Mapping[str, Any]]) -> Iterator[str]:
    for part in parts:
        yield f"{part['number']}　{part['text']}".strip()
        yield from _lines(part.get("items", []))
