"""投稿前チェック: a draft against 4(3)エ and 4(4), before it goes out. No database."""

from approvals.post_check.checking import check
from approvals.post_check.context import ConsentOnFile, Context, Earlier, Standing
from approvals.post_check.finding import Finding, Severity, TooLong
from approvals.post_check.folded import line_and_column

__all__ = [
    "ConsentOnFile",
    "Context",
    "Earlier",
    "Finding",
    "Severity",
    "Standing",
    "TooLong",
    "check",
    "line_and_column",
]
