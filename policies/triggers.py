"""DESIGN 5: a version in force is frozen for ever."""

from komae_sns.audit.triggers import append_only, frozen_columns, legal_moves, never_deleted
from policies.status import STARTS, TRANSITIONS

_TABLE = "policies_policyversion"
_CONTENT = [
    *("id", "policy_id", "number", "title", "articles", "record", "enacted_on", "in_force_at"),
    *("notice_number", "is_existing", "evidence"),
]

TRIGGERS = (
    *never_deleted("policies_policy"),
    *append_only("policies_policy_accounts"),
    *never_deleted(_TABLE),
    *legal_moves(_TABLE, TRANSITIONS, starts=STARTS),
    *frozen_columns(_TABLE, _CONTENT, when="OLD.status <> 'DRAFT'"),
    *frozen_columns(
        _TABLE,
        ["title", "articles", "record"],
        when="OLD.is_filed AND NEW.is_filed",
        purpose="filed",
    ),
)
