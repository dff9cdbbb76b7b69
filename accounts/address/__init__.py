"""Whatever is pasted becomes service, handle and one https address. Pure: nothing is fetched."""

from accounts.address.answer import Address
from accounts.address.handles import handle_key
from accounts.address.problems import Problem
from accounts.address.reading import read
from accounts.address.rules import BadRule, ServiceRule, rules_from_toml, tables_from_toml

__all__ = [
    "Address",
    "BadRule",
    "Problem",
    "ServiceRule",
    "handle_key",
    "read",
    "rules_from_toml",
    "tables_from_toml",
]
