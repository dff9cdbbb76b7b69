"""What the templates of papers need beyond Django's own."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import template

register = template.Library()


@register.filter
def items_of(node: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """号 of a 項 or 号. `node.items` would be the mapping's own method where there are none."""
    return node.get("items") or ()


@register.filter
def lines_of(text: object) -> list[str]:
    """Lines as typed, each a block of its own: the press breaks one long text in quadratic time.

    A blank line keeps its height; nothing typed is 「－」.
    """
    lines = str(text or "").strip("\r\n").splitlines()
    return [line if line.strip() else "\u00a0" for line in lines] if any(lines) else ["－"]
