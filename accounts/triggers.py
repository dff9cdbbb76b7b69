"""4(5)エ and DESIGN 10: no account is deleted, none stands without a granting decision."""

from accounts.review_triggers import REVIEWING
from accounts.status import (
    ALARM_TRANSITIONS,
    CONTACT_STARTS,
    CONTACT_TRANSITIONS,
    HANDOVER_TRANSITIONS,
    STARTS,
    STATUS_CHECK_TRANSITIONS,
    TRANSITIONS,
    AlarmStatus,
    HandoverStatus,
    StatusCheckStatus,
)
from accounts.suspension_triggers import PAUSING, SUSPENDING
from komae_sns.audit.triggers import (
    Trigger,
    append_only,
    frozen_columns,
    legal_moves,
    never_deleted,
)

_TABLE = "accounts_officialaccount"
_NOT_GRANTED = """NOT EXISTS (SELECT 1 FROM accounts_decision d
    WHERE d.id = NEW.decision_id AND d.grants = NEW.decision_grants)"""
_NO_GRANT = "accounts_officialaccount: 開設を認める決定がありません。"
FIGURE_FACTS = (
    *("account_id", "metric", "month", "value", "day", "missing_because"),
    *("taken_on", "source", "recorded_by_id", "recorded_at"),
)
CONSENT_FACTS = (
    *("account_id", "subject", "giver", "scope", "given_on", "ends_on", "evidence"),
    *("recorded_by_id", "recorded_at"),
)
CONTACT_FACTS = (
    *("account_id", "kind", "body", "target", "url", "url_key", "reason"),
    *("asked_by_id", "asked_at"),
)
CONTENT_CHECK_FACTS = (
    *("account_id", "covers_from", "checked_on", "result", "findings", "response"),
    *("checked_by_id", "checked_at"),
)
STATUS_CHECK_FACTS = (
    *("account_id", "number", "due_on", "status", "result", "answers", "note"),
    *("evidence_text", "evidence_id", "done_on", "done_at", "done_by_id"),
)
HANDOVER_ORIGIN = (
    *("account_id", "leaver_id", "appointment_id", "operator_id"),
    *("opened_at", "opened_by_id"),
)
HANDOVER_FACTS = (
    *("last_day", "successor_id", "matters", "handed_at", "handed_by_id"),
    *("received_at", "received_by_id", "record", "ended_because"),
)


def ended_once(table: str, facts: list[str]) -> tuple[Trigger, ...]:
    """A period: what it says stays, and it is ended once."""
    return (
        *never_deleted(table),
        *frozen_columns(table, [*facts, "starts_on", "added_by_id", "added_at"]),
        *frozen_columns(
            table,
            ["ends_on", "ended_by_id", "ended_at"],
            when="OLD.ended_at IS NOT NULL",
            purpose="ended",
        ),
    )


def _no_late_ticks() -> tuple[Trigger, ...]:
    """What was received stays as it was received."""
    table = "accounts_handovertick"
    over = """EXISTS (SELECT 1 FROM accounts_handover h
        WHERE h.id = NEW.handover_id AND h.status IN ('RECEIVED', 'CANCELLED'))"""
    message = f"{table}: 引継ぎは終わっています。"
    return tuple(Trigger(table, "late", event, message, over) for event in ("INSERT", "UPDATE"))


ALARM_FACTS = ("account_id", "check_found_by_id", "domain_check_id", "what", "raised_at")
END_DECISION = ("service_has_ended", "end_reason", "end_decided_at", "end_decided_by_id")

TRIGGERS = (
    *append_only("accounts_decision"),
    *never_deleted(_TABLE),
    *legal_moves(_TABLE, TRANSITIONS, starts=STARTS),
    *frozen_columns(
        _TABLE, ["id", "decision_id", "decision_grants", "registered_at", "public_key"]
    ),
    *frozen_columns(
        _TABLE,
        ["service_id", "name", "handle", "url", "purpose", "manager_id", "opened_on"],
        when="OLD.status = 'ABANDONED'",
        purpose="abandoned",
    ),
    # On PostgreSQL the composite foreign key says the same; SQLite cannot add one to a table.
    Trigger(_TABLE, "granted", "INSERT", _NO_GRANT, _NOT_GRANTED),
    Trigger(_TABLE, "granted", "UPDATE", _NO_GRANT, _NOT_GRANTED),
    *never_deleted("accounts_openingcheck"),
    *frozen_columns(
        "accounts_openingcheck",
        ["id", "account_id", "item", "confirmed_by_id", "confirmed_at", "note"],
    ),
    *frozen_columns(
        "accounts_openingcheck",
        ["withdrawn_at", "withdrawn_by_id"],
        when="OLD.withdrawn_at IS NOT NULL",
        purpose="withdrawn",
    ),
    *never_deleted("accounts_operator"),
    *frozen_columns("accounts_operator", ["id", "account_id", "user_id", "starts_on"]),
    *never_deleted("accounts_service"),
    *append_only("accounts_acknowledgement"),
    *never_deleted("accounts_consent"),
    *frozen_columns("accounts_consent", CONSENT_FACTS),
    *frozen_columns(
        "accounts_consent",
        ["withdrawn_on", "withdrawn_because", "withdrawn_by_id"],
        when="OLD.withdrawn_on IS NOT NULL",
        purpose="withdrawn",
    ),
    *never_deleted("accounts_permittedcontact"),
    *legal_moves("accounts_permittedcontact", CONTACT_TRANSITIONS, starts=CONTACT_STARTS),
    *frozen_columns("accounts_permittedcontact", CONTACT_FACTS),
    *frozen_columns(
        "accounts_permittedcontact",
        ["decided_by_id", "decided_for_id", "decided_at", "answer"],
        when="OLD.status <> 'WAITING'",
        purpose="decided",
    ),
    *frozen_columns(
        "accounts_permittedcontact",
        ["ended_on", "ended_because", "ended_by_id"],
        when="OLD.status = 'ENDED'",
        purpose="ended",
    ),
    *never_deleted("accounts_contentcheck"),
    *frozen_columns("accounts_contentcheck", CONTENT_CHECK_FACTS),
    *frozen_columns(
        "accounts_contentcheck",
        ["confirmed_at", "confirmed_by_id"],
        when="OLD.confirmed_at IS NOT NULL",
        purpose="confirmed",
    ),
    *never_deleted("accounts_figure"),
    *frozen_columns("accounts_figure", FIGURE_FACTS),
    *frozen_columns(
        "accounts_figure", ["replaced_at"], when="OLD.replaced_at IS NOT NULL", purpose="replaced"
    ),
    *append_only("accounts_accountchange"),
    *append_only("accounts_sectionmove"),
    Trigger(
        _TABLE,
        "section_moved",
        "UPDATE",
        f"{_TABLE}: 運用主体は、移りの記録とともに替わります。",
        """OLD.department_id <> NEW.department_id AND NOT EXISTS (
            SELECT 1 FROM accounts_sectionmove m
            WHERE m.account_id = NEW.id AND m.old_id = OLD.department_id
                AND m.new_id = NEW.department_id AND m.id = (
                    SELECT MAX(l.id) FROM accounts_sectionmove l WHERE l.account_id = NEW.id))""",
    ),
    *append_only("accounts_formerhandle"),
    *append_only("accounts_badgeevent"),
    *append_only("accounts_linkcheck"),
    *never_deleted("accounts_relateddomain"),
    *frozen_columns(
        "accounts_relateddomain",
        ["id", "account_id", "ascii_name", "name", "registered_by_id", "registered_at"],
    ),
    *append_only("accounts_domainrenewal"),
    Trigger(
        "accounts_relateddomain",
        "renewed",
        "UPDATE",
        "accounts_relateddomain: 有効期限は、更新の記録で変わります。",
        """COALESCE(CAST(NEW.expires_on AS TEXT), '') <> COALESCE(CAST(OLD.expires_on AS TEXT), '')
            AND COALESCE(CAST(NEW.expires_on AS TEXT), '') <> COALESCE((
                SELECT CAST(r.new_expires_on AS TEXT) FROM accounts_domainrenewal r
                WHERE r.domain_id = NEW.id ORDER BY r.id DESC LIMIT 1), '')""",
    ),
    *SUSPENDING,
    Trigger(
        _TABLE,
        "service_ended",
        "UPDATE",
        f"{_TABLE}: サービスの終了が確かめられていません。",
        """NEW.status = 'SERVICE_ENDED' AND OLD.status = 'SUSPENDED'
            AND NOT EXISTS (SELECT 1 FROM accounts_statuscheck c
                WHERE c.account_id = NEW.id AND c.service_has_ended)""",
    ),
    *append_only("accounts_domaincheck"),
    *append_only("accounts_credentialchange"),
    *ended_once("accounts_connection", ["account_id", "kind", "name", "purpose"]),
    *ended_once("accounts_keeper", ["account_id", "role", "user_id"]),
    *never_deleted("accounts_handover"),
    *legal_moves("accounts_handover", HANDOVER_TRANSITIONS, starts={HandoverStatus.OPEN}),
    *frozen_columns("accounts_handover", HANDOVER_ORIGIN),
    *frozen_columns(
        "accounts_handover",
        HANDOVER_FACTS,
        when="OLD.status IN ('RECEIVED', 'CANCELLED')",
        purpose="ended",
    ),
    *never_deleted("accounts_handovertick"),
    *frozen_columns(
        "accounts_handovertick", ["handover_id", "item", "done_by_id", "done_at", "note"]
    ),
    *frozen_columns(
        "accounts_handovertick",
        ["withdrawn_at", "withdrawn_by_id"],
        when="OLD.withdrawn_at IS NOT NULL",
        purpose="withdrawn",
    ),
    *_no_late_ticks(),
    *never_deleted("accounts_statusalarm"),
    *legal_moves("accounts_statusalarm", ALARM_TRANSITIONS, starts={AlarmStatus.OPEN}),
    *frozen_columns("accounts_statusalarm", ALARM_FACTS),
    *frozen_columns(
        "accounts_statusalarm",
        ["received_at", "received_by_id", "instruction"],
        when="OLD.status <> 'OPEN'",
        purpose="received",
    ),
    *frozen_columns(
        "accounts_statusalarm",
        ["settled_at", "settled_by_id", "outcome"],
        when="OLD.status = 'SETTLED'",
        purpose="settled",
    ),
    *PAUSING,
    *REVIEWING,
    *never_deleted("accounts_statuscheck"),
    *legal_moves("accounts_statuscheck", STATUS_CHECK_TRANSITIONS, starts={StatusCheckStatus.DUE}),
    *frozen_columns("accounts_statuscheck", ["account_id", "number", "due_on"]),
    *frozen_columns(
        "accounts_statuscheck", STATUS_CHECK_FACTS, when="OLD.status = 'DONE'", purpose="done"
    ),
    *frozen_columns(
        "accounts_statuscheck",
        END_DECISION,
        when="OLD.end_decided_at IS NOT NULL",
        purpose="decided",
    ),
)
