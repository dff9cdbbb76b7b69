"""DESIGN 10: decided applications, rounds, votes and waivers are never altered or deleted."""

from approvals.status import (
    APPLICATION_STARTS,
    APPLICATION_TRANSITIONS,
    CONDITION_STARTS,
    CONDITION_TRANSITIONS,
    DECIDED,
    ITEM_ENDED,
    ITEM_STARTS,
    ITEM_TRANSITIONS,
    MEETING_STARTS,
    MEETING_TRANSITIONS,
    MINUTES_STARTS,
    MINUTES_TRANSITIONS,
)
from komae_sns.audit.triggers import (
    Trigger,
    append_only,
    frozen_columns,
    frozen_when,
    legal_moves,
    never_deleted,
)

_DECIDED = ", ".join(f"'{status}'" for status in sorted(DECIDED))
_CONTENT = [
    "id",
    "status",
    "title",
    "answers",
    "round",
    "department_id",
    "policy_id",
    "decision_id",
    "document_number_id",
    "decided_at",
    "account_id",
    "changed_account_id",
    "revision_id",
    "drafted_by_id",
    "submitted_at",
    "accepted_at",
]
_WRONG_OUTCOME = """NEW.status IN ({decided}) AND NOT EXISTS (
    SELECT 1 FROM accounts_decision d WHERE d.id = NEW.decision_id AND d.outcome = NEW.status)"""
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
_NOT_ENTITLED = """NOT EXISTS (SELECT 1 FROM approvals_agendaitem i
    JOIN approvals_applicationround r ON r.id = i.round_id
    JOIN approvals_participant p ON p.item_id = i.id
    WHERE i.id = NEW.item_id AND i.status = 'VOTING' AND r.number = NEW.round
    AND p.member_id = NEW.member_id AND p.appointment_id = NEW.appointment_id
    AND p.part = 'VOTES' AND p.left_at IS NULL)"""
_LATE = """EXISTS (SELECT 1 FROM approvals_agendaitem i
    JOIN approvals_meeting m ON m.id = i.meeting_id
    WHERE i.id = NEW.item_id AND NEW.cast_at > m.answers_until)"""
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
_OBJECTED = (
    "approvals_agendaitem",
    "objected",
    "UPDATE",
    "approvals_agendaitem: 会議での審議を求める委員がいます。",
)
# A committee's decision comes from an item whose voting had begun.
_NOT_VOTED = """OLD.status <> NEW.status
    AND NEW.status IN ('APPROVED', 'APPROVED_WITH_CONDITIONS', 'REJECTED')
    AND NOT EXISTS (SELECT 1 FROM approvals_agendaitem i
        WHERE i.application_id = NEW.id AND i.status IN ('VOTING', 'VOTED', 'DECIDED'))"""
_NOT_CONDITIONAL = """NOT EXISTS (SELECT 1 FROM approvals_application a
    WHERE a.id = NEW.application_id AND a.status = 'APPROVED_WITH_CONDITIONS')"""
_UNMET = """OLD.status = 'PREPARING' AND NEW.status = 'RUNNING' AND EXISTS (
    SELECT 1 FROM approvals_condition c JOIN approvals_application a ON a.id = c.application_id
    WHERE a.account_id = NEW.id AND c.before_opening AND c.status <> 'MET')"""

TRIGGERS = (
    *never_deleted("approvals_application"),
    *legal_moves("approvals_application", APPLICATION_TRANSITIONS, starts=APPLICATION_STARTS),
    *frozen_columns(
        "approvals_application",
        _CONTENT,
        when=f"OLD.status IN ({_DECIDED}, 'WITHDRAWN')",
    ),
    *frozen_columns(
        "approvals_application",
        ["answers", "title"],
        when="OLD.status IN ('SUBMITTED', 'IN_REVIEW')",
        purpose="filed",
    ),
    Trigger(
        "approvals_application",
        "outcome",
        "UPDATE",
        "approvals_application: 状態と決定が合いません。",
        _WRONG_OUTCOME.format(decided=_DECIDED),
    ),
    Trigger(
        "approvals_application",
        "voted",
        "UPDATE",
        "approvals_application: 採決した議題がありません。",
        _NOT_VOTED,
    ),
    *never_deleted("approvals_applicationround"),
    *frozen_columns(
        "approvals_applicationround",
        [
            "id",
            "application_id",
            "number",
            "snapshot",
            "submitted_by_id",
            "submitted_for_id",
            "submitted_at",
        ],
    ),
    *frozen_columns(
        "approvals_applicationround",
        ["accepted_at", "returned_at", "answered_by_id", "answer"],
        when="OLD.returned_at IS NOT NULL",
        purpose="answered",
    ),
    *frozen_columns(
        "approvals_applicationround",
        ["accepted_at"],
        when="OLD.accepted_at IS NOT NULL",
        purpose="accepted",
    ),
    *append_only("approvals_remark"),
    *append_only("approvals_comment"),
    Trigger(
        "approvals_comment",
        "deliberating",
        "INSERT",
        "approvals_comment: 審査中の申請ではありません。",
        """NOT EXISTS (SELECT 1 FROM approvals_application a
        WHERE a.id = NEW.application_id AND a.status = 'IN_REVIEW')""",
    ),
    *never_deleted("approvals_condition"),
    *legal_moves("approvals_condition", CONDITION_TRANSITIONS, starts=CONDITION_STARTS),
    *frozen_columns(
        "approvals_condition",
        ["id", "application_id", "number", "text", "who", "due_on", "before_opening"],
    ),
    *frozen_columns(
        "approvals_condition",
        ["report", "reported_by_id", "reported_at", "answer", "answered_by_id", "answered_at"],
        when="OLD.status = 'MET'",
        purpose="met",
    ),
    Trigger(
        "approvals_condition",
        "conditional",
        "INSERT",
        "approvals_condition: 条件付きで承認した申請にだけ、条件が付きます。",
        _NOT_CONDITIONAL,
    ),
    Trigger(
        "accounts_officialaccount",
        "conditions",
        "UPDATE",
        "accounts_officialaccount: 開設の前に満たす条件が残っています。",
        _UNMET,
    ),
    *append_only("approvals_resultnotice"),
    *never_deleted("approvals_minutes"),
    *legal_moves("approvals_minutes", MINUTES_TRANSITIONS, starts=MINUTES_STARTS),
    *frozen_when("approvals_minutes", "OLD.status = 'CONFIRMED'"),
    *append_only("approvals_minutestext"),
    Trigger(
        "approvals_minutestext",
        "open",
        "INSERT",
        "approvals_minutestext: 確定した議事録は書き換えられません。",
        """EXISTS (SELECT 1 FROM approvals_minutes m
        WHERE m.id = NEW.minutes_id AND m.status = 'CONFIRMED')""",
    ),
    *never_deleted("approvals_meeting"),
    *legal_moves("approvals_meeting", MEETING_TRANSITIONS, starts=MEETING_STARTS),
    *frozen_columns(
        "approvals_meeting",
        [
            "kind",
            "fiscal_year",
            "number",
            "held_on",
            "starts_at",
            "place",
            "circulation_reason",
            "answers_until",
            "rule",
            "opened_at",
        ],
        when="OLD.status <> 'PLANNED'",
    ),
    *append_only("approvals_committeerule"),
    *never_deleted("approvals_attendance"),
    *frozen_columns("approvals_attendance", ["meeting_id", "member_id", "appointment_id"]),
    *frozen_when(
        "approvals_attendance",
        """EXISTS (SELECT 1 FROM approvals_meeting m
        WHERE m.id = OLD.meeting_id AND m.status IN ('CLOSED', 'CANCELLED'))""",
        purpose="closed",
    ),
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
    *never_deleted("approvals_waiver"),
    *frozen_columns(
        "approvals_waiver",
        [
            "id",
            "application_id",
            "decision_id",
            "proviso",
            "reason",
            "scope",
            "expires_on",
            "granted_by_id",
            "granted_at",
        ],
    ),
    *frozen_columns(
        "approvals_waiver",
        ["reported_to_id", "reported_at"],
        when="OLD.reported_at IS NOT NULL",
        purpose="reported",
    ),
)
