"""Which table was taken, by whom and with which hash, stays to be read; its content goes.

A version of the guideline is never altered: old anchors stay valid. Nor is a fixed 年度報告書,
nor what citizens were told on the public pages.
"""

from komae_sns.audit.triggers import append_only, frozen_columns, legal_moves, never_deleted
from komae_sns.home.intake.status import STARTS, TRANSITIONS
from komae_sns.home.reorganisation import status as reorganisation

_TABLE, _REORGANISATION = "home_intake", "home_reorganisation"

TRIGGERS = (
    *append_only("home_guidelineversion"),
    *append_only("home_annualreport"),
    *append_only("home_publicwords"),
    *never_deleted(_TABLE),
    *legal_moves(_TABLE, TRANSITIONS, starts=STARTS),
    *frozen_columns(
        _TABLE, ["id", "owner_id", "kind", "file_name", "sha256", "size", "created_at"]
    ),
    *frozen_columns(
        _TABLE,
        ["content", "places", "defaults", "counts", "left_out", "ended_at"],
        when="OLD.status <> 'LOOKED_AT'",
        purpose="ended",
    ),
    *never_deleted(_REORGANISATION),
    *legal_moves(_REORGANISATION, reorganisation.TRANSITIONS, starts=reorganisation.STARTS),
    *frozen_columns(
        _REORGANISATION,
        [
            "id",
            "section_id",
            "heir_id",
            "takes_effect_on",
            "basis",
            "elsewhere",
            "moved_posts",
            "entered_by_id",
            "entered_at",
        ],
    ),
    *frozen_columns(_REORGANISATION, ["ended_at"], when="OLD.status <> 'PLANNED'", purpose="ended"),
)
