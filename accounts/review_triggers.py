"""年度末の効果測定: what was confirmed stays, and nothing of a closed 年度 changes (DESIGN 10)."""

from accounts.status import (
    REVIEW_TRANSITIONS,
    REVIEW_YEAR_TRANSITIONS,
    ReviewStatus,
    ReviewYearStatus,
)
from komae_sns.audit.triggers import Trigger, frozen_columns, legal_moves, never_deleted

_REVIEW, _YEAR, _ROUND = "accounts_annualreview", "accounts_reviewyear", "accounts_reviewround"
REVIEW_ANSWERS = (
    *("status", "opened_on", "due_on", "first_due_on", "answers", "edit_number", "field_edits"),
    *("passed_to_head_at", "waiting_since", "round", "verdict", "document_number_id"),
    *("submitted_by_id", "submitted_at", "confirmed_by_id", "confirmed_at"),
    *("department_id", "division_name", "department_name"),
    *("excluded_by_id", "excluded_at", "excluded_because"),
)
ROUND_FACTS = (
    *("id", "review_id", "number", "snapshot"),
    *("submitted_by_id", "submitted_for_id", "submitted_at"),
)
ROUND_ANSWER = ("returned_at", "returned_by_id", "returned_because")
_CLOSED = f"EXISTS (SELECT 1 FROM {_YEAR} y WHERE y.id = NEW.year_id AND y.status = 'CLOSED')"
_YEAR_CLOSED = f"{_REVIEW}: この年度の効果測定は終わっています。"
REVIEWING = (
    *never_deleted(_YEAR),
    *legal_moves(_YEAR, REVIEW_YEAR_TRANSITIONS, starts={ReviewYearStatus.OPEN}),
    *frozen_columns(_YEAR, ["fiscal_year", "opened_on"]),
    *frozen_columns(
        _YEAR, ["due_on", "closed_by_id", "closed_at"], when="OLD.status = 'CLOSED'", purpose="over"
    ),
    Trigger(
        _YEAR,
        "settled",
        "UPDATE",
        f"{_YEAR}: 確認も対象外もされていない効果測定があります。",
        f"""NEW.status = 'CLOSED' AND OLD.status <> 'CLOSED'
            AND EXISTS (SELECT 1 FROM {_REVIEW} r WHERE r.year_id = NEW.id
                AND r.status NOT IN ('CONFIRMED', 'EXCLUDED'))""",
    ),
    *never_deleted(_REVIEW),
    *legal_moves(_REVIEW, REVIEW_TRANSITIONS, starts={ReviewStatus.OPEN}),
    *frozen_columns(_REVIEW, ["year_id", "account_id"]),
    *frozen_columns(_REVIEW, REVIEW_ANSWERS, when="OLD.status = 'CONFIRMED'", purpose="confirmed"),
    Trigger(
        _REVIEW,
        "own",
        "UPDATE",
        f"{_REVIEW}: 自分が出したもの、自分の名で出されたものは、確認できません。",
        f"""NEW.status = 'CONFIRMED' AND EXISTS (SELECT 1 FROM {_ROUND} r
            WHERE r.review_id = NEW.id
                AND NEW.confirmed_by_id IN (r.submitted_by_id, r.submitted_for_id))""",
    ),
    Trigger(_REVIEW, "year_closed", "INSERT", _YEAR_CLOSED, _CLOSED),
    Trigger(_REVIEW, "year_closed", "UPDATE", _YEAR_CLOSED, _CLOSED),
    *never_deleted(_ROUND),
    Trigger(
        _ROUND,
        "awaited",
        "INSERT",
        f"{_ROUND}: 提出を待っている効果測定ではありません。",
        f"""NOT EXISTS (SELECT 1 FROM {_REVIEW} r JOIN {_YEAR} y ON y.id = r.year_id
            WHERE r.id = NEW.review_id AND r.status IN ('OPEN', 'RETURNED')
                AND y.status = 'OPEN')""",
    ),
    *frozen_columns(_ROUND, ROUND_FACTS),
    *frozen_columns(_ROUND, ROUND_ANSWER, when="OLD.returned_at IS NOT NULL", purpose="answered"),
    *frozen_columns(
        _ROUND,
        ROUND_ANSWER,
        when=f"""EXISTS (SELECT 1 FROM {_REVIEW} r
            WHERE r.id = NEW.review_id AND r.status = 'CONFIRMED')""",
        purpose="confirmed",
    ),
)
