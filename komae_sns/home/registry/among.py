"""Choosing what hangs on many accounts: two thousand keys in a question cost more than it does."""

from collections.abc import Collection
from typing import Any

MOST_NAMED = 200


def among(accounts: Collection[int], name: str = "account") -> dict[str, Any]:
    """Lookups for `filter`. Of many accounts, all from the first to the last: rows of others
    between them may come along."""
    if len(accounts) <= MOST_NAMED:
        return {f"{name}__in": accounts}
    return {f"{name}__gte": min(accounts), f"{name}__lte": max(accounts)}
