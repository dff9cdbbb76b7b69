"""An item is decided on the votes cast, and by 持ち回り only when nobody is still asked."""

from approvals.status import (
    ITEM_ENDED,
    ITEM_STARTS,
    ITEM_TRANSITIONS,
)
from komae_sns.audit.triggers import (
    Trigger,
    frozen_columns,
    frozen_when,
    legal_moves,
    never_deleted,
)

_ENDED_ITEMS = ", ".join(f"'{status}'" for status in sorted(ITEM_ENDED))


def _unfounded(count: str, differs: str) -> str:
    """DESIGN 10.1: a decided item stands on its application's decision and on the votes cast."""
    cast = "SELECT COUNT(*) FROM approvals_vote v WHERE v.item_id = NEW.id AND v.choice ="
    miscounted = " OR ".join(
        f"{count.format(key=choice.lower())} {differs} ({cast} '{choice}')"
        for choice in ("APPROVE", "REJECT", "ABSTAIN")
    )
    return f"""NEW.status = 'DECIDED' AND ({miscounted} OR NOT EXISTS (
        SELECT 1 FROM approvals_application a
        WHERE a.id = NEW.application_id AND a.decision_id = NEW.decision_id))"""


_DECISION = (
    "approvals_agendaitem",
    "decision",
    "UPDATE",
    "approvals_agendaitem: 決定が申請または表決の数と合いません。",
)
_FOUNDED = (
    Trigger(
        *_DECISION,
        _unfounded("CAST(NEW.tally->>'{key}' AS INTEGER)", "IS DISTINCT FROM"),
        frozenset({"postgresql"}),
    ),
    Trigger(
        *_DECISION,
        _unfounded("json_extract(NEW.tally, '$.{key}')", "IS NOT"),
        frozenset({"sqlite"}),
    ),
)


# 持ち回り: a seat is given up at the deadline only, and only without an answer.
_GIVEN_UP_EARLY = """NEW.left_at IS NOT NULL AND EXISTS (SELECT 1 FROM approvals_agendaitem i
    JOIN approvals_meeting m ON m.id = i.meeting_id
    WHERE i.id = NEW.item_id AND m.kind = 'CIRCULATION' AND (NEW.left_at <= m.answers_until
        OR EXISTS (SELECT 1 FROM approvals_vote v
            WHERE v.item_id = i.id AND v.member_id = NEW.member_id)))"""
# … and its vote ends when every seat answered or was given up, or somebody wants a meeting.
_STILL_ASKED = """NEW.status = 'VOTED' AND OLD.status = 'VOTING'
    AND EXISTS (SELECT 1 FROM approvals_meeting m
        WHERE m.id = NEW.meeting_id AND m.kind = 'CIRCULATION')
    AND NOT EXISTS (SELECT 1 FROM approvals_vote v WHERE v.item_id = NEW.id AND v.wants_meeting)
    AND EXISTS (SELECT 1 FROM approvals_participant p
        WHERE p.item_id = NEW.id AND p.part = 'VOTES' AND p.left_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM approvals_vote v
            WHERE v.item_id = NEW.id AND v.member_id = p.member_id))"""


def _against_a_wish(objection: str) -> str:
    """What a member wants to meet over is not decided by 持ち回り, where the rule says so."""
    return f"""NEW.status = 'DECIDED' AND EXISTS (SELECT 1 FROM approvals_meeting m
        JOIN approvals_vote v ON v.item_id = NEW.id AND v.wants_meeting
        WHERE m.id = NEW.meeting_id AND {objection} = 'to_meeting')"""


_OBJECTED = (
    "approvals_agendaitem",
    "objected",
    "UPDATE",
    "approvals_agendaitem: 会議での審議を求める委員がいます。",
)

TRIGGERS = (
    *never_deleted("approvals_agendaitem"),
    *legal_moves("approvals_agendaitem", ITEM_TRANSITIONS, starts=ITEM_STARTS),
    *frozen_columns("approvals_agendaitem", ["id", "meeting_id", "application_id", "round_id"]),
    *frozen_columns(
        "approvals_agendaitem",
        [
            "position",
            "presided_by_id",
            "tally",
            "decision_id",
            "ended_because",
            "closed_by_id",
            "closed_for_id",
            "closed_at",
        ],
        when=f"OLD.status IN ({_ENDED_ITEMS})",
        purpose="ended",
    ),
    *_FOUNDED,
    Trigger(
        *_OBJECTED,
        _against_a_wish("m.rule->>'circulation_objection'"),
        frozenset({"postgresql"}),
    ),
    Trigger(
        *_OBJECTED,
        _against_a_wish("json_extract(m.rule, '$.circulation_objection')"),
        frozenset({"sqlite"}),
    ),
    Trigger(
        "approvals_agendaitem",
        "answered",
        "UPDATE",
        "approvals_agendaitem: 回答を待っている委員がいます。",
        _STILL_ASKED,
    ),
    *never_deleted("approvals_participant"),
    *frozen_columns(
        "approvals_participant", ["id", "item_id", "member_id", "appointment_id", "part"]
    ),
    *frozen_when(
        "approvals_participant",
        f"""EXISTS (SELECT 1 FROM approvals_agendaitem i
        WHERE i.id = OLD.item_id AND i.status IN ({_ENDED_ITEMS}))""",
        purpose="ended",
    ),
    Trigger(
        "approvals_participant",
        "asked",
        "UPDATE",
        "approvals_participant: 回答の締切の前です。",
        _GIVEN_UP_EARLY,
    ),
)
