"""One row of the public register, made the same way for whoever shows it."""

from komae_sns.home.registry.entries.making import (
    Clerk,
    entries_of,
    in_list_order,
    published,
    stream,
)
from komae_sns.home.registry.entries.row import Entry, InForce

__all__ = ["Clerk", "Entry", "InForce", "entries_of", "in_list_order", "published", "stream"]
