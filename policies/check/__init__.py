"""A policy against the guideline: what is missing, and what it must not promise."""

from policies.check.findings import (
    Finding,
    check_articles,
    check_recognised,
    check_rows,
    check_text,
)
from policies.check.register import Permitted, Register
from policies.check.rules import Severity

__all__ = [
    "Finding",
    "Permitted",
    "Register",
    "Severity",
    "check_articles",
    "check_recognised",
    "check_rows",
    "check_text",
]
