"""What the templates of papers need beyond Django's own."""

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

from django import template

register = template.Library()

FORM_LINE = 28  # characters in a line of the right-hand column
KEPT_TOGETHER = 10  # lines; a longer row may be divided between two pages


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


@register.filter
def may_be_divided(texts: object) -> bool:
    """A row of the form that would leave a hole at the foot of the page, kept in one piece."""
    flat = texts if isinstance(texts, str) else " \n".join(map(_text_of, texts or ()))
    return sum(ceil(len(line) / FORM_LINE) or 1 for line in flat.splitlines()) > KEPT_TOGETHER


def _text_of(part: object) -> str:
    """A line, or the value of a (label, value) pair."""
    return str(part[1] if isinstance(part, (tuple, list)) else part or "")
