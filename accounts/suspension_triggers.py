"""4(5)イ・ウ・エ and 見本第8条, held by the database: no 停止 without its stages and its days."""

from accounts.status import SUSPENSION_STARTS, SUSPENSION_TRANSITIONS
from komae_sns.audit.triggers import Trigger, frozen_columns, legal_moves, never_deleted

_TABLE = "accounts_officialaccount"
_SUSPENSION = "accounts_suspension"
_OF_THE_ACCOUNT = f"""EXISTS (SELECT 1 FROM {_SUSPENSION} s
    WHERE s.account_id = NEW.id AND s.status IN"""
SUSPENSION_FACTS = ("id", "account_id", "origin", "reason", "begun_by_id", "begun_at")
SUSPENSION_PLAN = (
    *("followers", "followers_on", "followers_unknown", "dependants", "lost_information"),
    *("successor_id", "elsewhere", "level", "level_reason", "required_days", "notice_days"),
    *("submitted_by_id", "submitted_at", "confirmed_by_id", "confirmed_at"),
)
SUSPENSION_REST = (
    *("stop_on", "notice_text", "guidance_text", "page_text", "profile_text", "returned_by_id"),
    *("returned_at", "returned_because", "announced_on", "may_stop_from", "guided_on"),
    *("stopped_by_id", "stopped_at", "stopped_on", "checklist"),
    *("cancelled_by_id", "cancelled_at", "cancelled_because"),
)
_NO_PERIOD = f"{_SUSPENSION}: 停止できる日は、周知をはじめた日に周知の日数を足した日です。"
_NOTICE, _PAUSE = "accounts_suspensionnotice", "accounts_pause"
NOTICE_FACTS = (
    *("id", "suspension_id", "kind", "posted_on", "url", "text", "evidence_id", "evidence_note"),
    *("recorded_by_id", "recorded_at"),
)
PAUSE_FACTS = (
    *("id", "account_id", "since", "reason", "published_reason", "page_url", "published_on"),
    *("evidence_id", "evidence_note", "paused_by_id", "paused_at"),
)
_LASTING = f"EXISTS (SELECT 1 FROM {_PAUSE} p WHERE p.account_id = NEW.id AND p.ended_on IS NULL)"


def _shown_by_notices(column: str, *kinds: str) -> Trigger:
    """The day is that of the first notice of these kinds that stands: no other way to set it."""
    new, old = (f"COALESCE(CAST({row}.{column} AS TEXT), '')" for row in ("NEW", "OLD"))
    named = ", ".join(f"'{kind}'" for kind in kinds)
    first = f"""COALESCE((SELECT CAST(MIN(n.posted_on) AS TEXT) FROM {_NOTICE} n
        WHERE n.suspension_id = NEW.id AND n.kind IN ({named}) AND n.withdrawn_at IS NULL), '')"""
    return Trigger(
        _SUSPENSION,
        f"shown_{column}",
        "UPDATE",
        f"{_SUSPENSION}: 周知の記録と日付が合いません。",
        f"({new} <> {old} OR NEW.status = 'DONE') AND {new} <> {first}",
    )


SUSPENDING = (
    *never_deleted(_SUSPENSION),
    *legal_moves(_SUSPENSION, SUSPENSION_TRANSITIONS, starts=SUSPENSION_STARTS),
    *frozen_columns(_SUSPENSION, SUSPENSION_FACTS),
    *frozen_columns(
        _SUSPENSION,
        SUSPENSION_PLAN,
        when="OLD.status <> 'ASSESSING'",
        purpose="plan",
    ),
    *frozen_columns(
        _SUSPENSION,
        SUSPENSION_REST,
        when="OLD.status IN ('DONE', 'CANCELLED')",
        purpose="ended",
    ),
    _shown_by_notices("announced_on", "ACCOUNT", "PAGE_ONLY"),
    _shown_by_notices("guided_on", "GUIDANCE"),
    Trigger(
        _SUSPENSION,
        "sooner",
        "UPDATE",
        f"{_SUSPENSION}: 停止する日は、早められません。",
        "OLD.status = 'NOTIFYING' AND NEW.stop_on < OLD.stop_on",
    ),
    # 4(5)ウ: the period lies between the first notice and the stop, whoever writes the days.
    Trigger(
        _SUSPENSION,
        "period",
        "UPDATE",
        _NO_PERIOD,
        "NEW.may_stop_from <> NEW.announced_on + NEW.notice_days",
        frozenset({"postgresql"}),
    ),
    Trigger(
        _SUSPENSION,
        "period",
        "UPDATE",
        _NO_PERIOD,
        "NEW.may_stop_from <> date(NEW.announced_on, '+' || NEW.notice_days || ' days')",
        frozenset({"sqlite"}),
    ),
    Trigger(
        _SUSPENSION,
        "of_live",
        "INSERT",
        f"{_SUSPENSION}: 運用中か一時停止のアカウントではありません。",
        f"""NOT EXISTS (SELECT 1 FROM {_TABLE} a
            WHERE a.id = NEW.account_id AND a.status IN ('RUNNING', 'PAUSED'))""",
    ),
    Trigger(
        _TABLE,
        "stopping",
        "UPDATE",
        f"{_TABLE}: 停止の手続がはじまっていません。",
        f"""NEW.status = 'STOPPING' AND OLD.status <> 'STOPPING'
            AND NOT {_OF_THE_ACCOUNT} ('ASSESSING', 'NOTIFYING'))""",
    ),
    Trigger(
        _TABLE,
        "called_off",
        "UPDATE",
        f"{_TABLE}: 停止の手続が取りやめられていません。",
        f"""OLD.status = 'STOPPING' AND NEW.status = 'RUNNING'
            AND {_OF_THE_ACCOUNT} ('ASSESSING', 'NOTIFYING', 'DONE'))""",
    ),
    Trigger(
        _TABLE,
        "stopped",
        "UPDATE",
        f"{_TABLE}: 停止の手続が終わっていません。",
        f"""OLD.status = 'STOPPING' AND NEW.status = 'SUSPENDED'
            AND NOT {_OF_THE_ACCOUNT} ('DONE'))""",
    ),
    *never_deleted(_NOTICE),
    *frozen_columns(_NOTICE, NOTICE_FACTS),
    *frozen_columns(
        _NOTICE,
        ["withdrawn_by_id", "withdrawn_at", "withdrawn_because"],
        when="OLD.withdrawn_at IS NOT NULL",
        purpose="withdrawn",
    ),
    Trigger(
        _NOTICE,
        "in_time",
        "INSERT",
        f"{_NOTICE}: 計画が確認されていないか、手続が終わっています。",
        f"""NOT EXISTS (SELECT 1 FROM {_SUSPENSION} s
            WHERE s.id = NEW.suspension_id AND s.status = 'NOTIFYING')""",
    ),
    Trigger(
        _NOTICE,
        "in_time",
        "UPDATE",
        f"{_NOTICE}: 手続が終わった周知は、取り消せません。",
        f"""EXISTS (SELECT 1 FROM {_SUSPENSION} s
            WHERE s.id = NEW.suspension_id AND s.status <> 'NOTIFYING')""",
    ),
)

PAUSING = (
    *never_deleted(_PAUSE),
    *frozen_columns(_PAUSE, PAUSE_FACTS),
    *frozen_columns(
        _PAUSE,
        ["ended_as", "ended_on", "ended_note", "ended_by_id", "ended_at"],
        when="OLD.ended_on IS NOT NULL",
        purpose="ended",
    ),
    Trigger(
        _TABLE,
        "paused",
        "UPDATE",
        f"{_TABLE}: 一時停止の理由が公表されていません。",
        f"NEW.status = 'PAUSED' AND OLD.status <> 'PAUSED' AND NOT {_LASTING}",
    ),
    Trigger(
        _TABLE,
        "resumed",
        "UPDATE",
        f"{_TABLE}: 一時停止が終わっていません。",
        f"OLD.status = 'PAUSED' AND NEW.status <> 'PAUSED' AND {_LASTING}",
    ),
)
