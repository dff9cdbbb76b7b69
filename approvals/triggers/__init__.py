"""DESIGN 10: decided applications, rounds, votes and waivers are never altered or deleted."""

from approvals.triggers import (
    applications,
    conditions,
    items,
    meetings,
    minutes,
    posts,
    votes,
    waivers,
)
from komae_sns.audit.triggers import append_only

TRIGGERS = (
    *applications.TRIGGERS,
    *conditions.TRIGGERS,
    *append_only("approvals_resultnotice"),
    *minutes.TRIGGERS,
    *posts.TRIGGERS,
    *meetings.TRIGGERS,
    *items.TRIGGERS,
    *votes.TRIGGERS,
    *waivers.TRIGGERS,
)
