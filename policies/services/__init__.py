"""The steps of a policy: written article by article, filed, put in force, revised."""

from policies.services.drafting import (
    add_article,
    add_offered_article,
    bring_back_article,
    move_article,
    refill,
    remove_article,
    restore_article,
    save_article,
    save_title,
)
from policies.services.opening import open_account, policy_gaps
from policies.services.refusals import EditConflict, NotReady, Refused
from policies.services.taking_over import Existing, mark, take_over
from policies.services.versions import (
    lock_for_filing,
    new_version,
    put_drafts_away,
    put_in_force,
    start_policy,
    unlock_after_filing,
    withdraw_version,
)

__all__ = [
    "EditConflict",
    "Existing",
    "NotReady",
    "Refused",
    "add_article",
    "add_offered_article",
    "bring_back_article",
    "lock_for_filing",
    "mark",
    "move_article",
    "new_version",
    "open_account",
    "policy_gaps",
    "put_drafts_away",
    "put_in_force",
    "refill",
    "remove_article",
    "restore_article",
    "save_article",
    "save_title",
    "start_policy",
    "take_over",
    "unlock_after_filing",
    "withdraw_version",
]
