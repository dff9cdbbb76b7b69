"""Drafts of posts: written, sent to the head, approved or returned, posted and recorded."""

from approvals.services.posts.deciding import approve, send_back
from approvals.services.posts.drafting import (
    CONTENT,
    ChangedMeanwhile,
    answer_finding,
    change,
    start,
    withdraw,
)
from approvals.services.posts.posting import post_first, record_posted, see
from approvals.services.posts.submitting import pull_back, submit

__all__ = [
    "CONTENT",
    "ChangedMeanwhile",
    "answer_finding",
    "approve",
    "change",
    "post_first",
    "pull_back",
    "record_posted",
    "see",
    "send_back",
    "start",
    "submit",
    "withdraw",
]
