"""One who is entitled casts it, in time; a vote is never changed."""

from komae_sns.audit.triggers import (
    Trigger,
    append_only,
)

_NOT_ENTITLED = """NOT EXISTS (SELECT 1 FROM approvals_agendaitem i
    JOIN approvals_applicationround r ON r.id = i.round_id
    JOIN approvals_participant p ON p.item_id = i.id
    WHERE i.id = NEW.item_id AND i.status = 'VOTING' AND r.number = NEW.round
    AND p.member_id = NEW.member_id AND p.appointment_id = NEW.appointment_id
    AND p.part = 'VOTES' AND p.left_at IS NULL)"""
_LATE = """EXISTS (SELECT 1 FROM approvals_agendaitem i
    JOIN approvals_meeting m ON m.id = i.meeting_id
    WHERE i.id = NEW.item_id AND NEW.cast_at > m.answers_until)"""


def _no_deputy(deputies_vote: str) -> str:
    """代理: in 持ち回り under a rule that allows it, by who stands in for that seat."""
    return f"""NEW.cast_by_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM approvals_agendaitem i
        JOIN approvals_meeting m ON m.id = i.meeting_id
        JOIN staff_deputy d ON d.appointment_id = NEW.appointment_id
        WHERE i.id = NEW.item_id AND m.kind = 'CIRCULATION' AND {deputies_vote}
        AND d.user_id = NEW.cast_by_id AND d.user_id <> NEW.member_id)"""


_BY_DEPUTY = (
    "approvals_vote",
    "deputy",
    "INSERT",
    "approvals_vote: 代理の回答は認められません。",
)

TRIGGERS = (
    *append_only("approvals_vote"),
    Trigger(
        "approvals_vote",
        "late",
        "INSERT",
        "approvals_vote: 回答の締切を過ぎています。",
        _LATE,
    ),
    Trigger(
        *_BY_DEPUTY,
        _no_deputy("m.rule->>'deputies_vote' = 'true'"),
        frozenset({"postgresql"}),
    ),
    Trigger(
        *_BY_DEPUTY,
        _no_deputy("json_extract(m.rule, '$.deputies_vote') = 1"),
        frozenset({"sqlite"}),
    ),
    Trigger(
        "approvals_vote",
        "entitled",
        "INSERT",
        "approvals_vote: 採決中の議題で、表決する出席委員だけが投票できます。",
        _NOT_ENTITLED,
    ),
)
