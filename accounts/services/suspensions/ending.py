"""4(5)エ: 停止・保全, or 取りやめ. Nothing is deleted by either."""

from collections.abc import Collection
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import actions, permissions
from accounts.models import Suspension
from accounts.services import status_checks
from accounts.services.leaving_out import ask_again_after, exclude_reviews_of
from accounts.services.review_locking import locked_open_years
from accounts.services.suspensions import telling
from accounts.services.suspensions.locking import require_notifying, under_lock
from accounts.status import AccountStatus, SuspensionStatus
from accounts.suspension_rules import checks
from komae_sns.audit import services as audit
from komae_sns.documents import wareki
from komae_sns.notices.kinds import Kind
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require
from komae_sns.text import is_blank

CLAUSE = "4(5)エ"


@transaction.atomic
def stop(
    suspension: Suspension,
    *,
    stopped_on: date,
    confirmed: Collection[str],
    undone_because: str = "",
    by: Actor,
    now: datetime,
) -> None:
    """The account is 停止・保全, and watched from now on. `confirmed`: keys of the checklist; what
    cannot be done on an account that lets nobody in is said in `undone_because`."""
    suspension = under_lock(suspension)
    require(permissions.can_stop, by, suspension)
    require_notifying(suspension)
    _refuse_too_early(suspension, stopped_on, by.today)
    items = checks()
    missing = {
        c.key: "確かめて、チェックを入れてください。" for c in items if c.key not in confirmed
    }
    lets_nobody_in = bool(missing) and suspension.notices.on_the_page_alone().exists()
    if missing and not lets_nobody_in:
        raise ValidationError(missing)
    if missing and is_blank(undone_because):
        raise ValidationError({"undone_because": "できないことがあるわけを書いてください。"})
    account = suspension.account
    suspension.move_to(
        SuspensionStatus.DONE,
        stopped_on=stopped_on,
        stopped_by=by.user,
        stopped_at=now,
        checklist=[
            {"key": item.key, "text": item.text}
            | ({"undone_because": undone_because} if item.key in missing else {})
            for item in items
        ],
    )
    before = account.get_status_display()
    account.move_to(AccountStatus.SUSPENDED)
    status_checks.schedule_first(account, today=by.today)
    exclude_reviews_of(account, by=by, now=now)
    changes = {
        "状態": (before, account.get_status_display()),
        "停止した日": (None, wareki.long(stopped_on)),
        "周知をはじめた日": (None, wareki.long(suspension.announced_on)),
        "集約先": (None, str(suspension.successor)),
        "停止の確認": (None, f"{len(items) - len(missing)}項目"),
    }
    if missing:
        changes["できなかった確認"] = (None, f"{len(missing)}項目：{undone_because}")
    audit.record(
        actions.STOP, account, by=by, clause=CLAUSE, changes=changes, mentions=[suspension]
    )
    told = [
        *telling.section(suspension, by),
        *telling.successor_section(suspension, by),
        *telling.secretariat(by),
    ]
    telling.tell(Kind.ACCOUNT_STOPPED, told, suspension, by)


def _refuse_too_early(suspension: Suspension, stopped_on: date, today: date) -> None:
    if suspension.announced_on is None:
        raise ValidationError("アカウントでの周知が、まだ記録されていません。")
    if suspension.guided_on is None:
        raise ValidationError("市広報アカウントでの案内が、まだ記録されていません。")
    first = max(suspension.may_stop_from, suspension.guided_on, suspension.stop_on)
    if stopped_on < first:
        raise ValidationError({"stopped_on": f"停止できるのは{wareki.long(first)}からです。"})
    if stopped_on > today:
        raise ValidationError({"stopped_on": "きょうまでの日にしてください。"})


@transaction.atomic
def cancel(suspension: Suspension, *, because: str, by: Actor, now: datetime) -> None:
    """取りやめ, at any stage before 停止: the account runs on, and is measured after all."""
    locked_open_years()
    suspension = under_lock(suspension)
    require(permissions.can_cancel_suspension, by, suspension)
    if is_blank(because):
        raise ValidationError({"because": "取りやめる理由を書いてください。"})
    was_told = suspension.announced_on is not None
    stage = suspension.get_status_display()
    suspension.move_to(
        SuspensionStatus.CANCELLED,
        cancelled_by=by.user,
        cancelled_at=now,
        cancelled_because=because,
    )
    account = suspension.account
    before = account.get_status_display()
    account.move_to(AccountStatus.RUNNING)
    ask_again_after(suspension, by=by, now=now)
    changes = {"状態": (before, account.get_status_display()), "段階": (stage, "取りやめ")}
    audit.record(
        actions.CANCEL_SUSPENSION,
        suspension,
        by=by,
        clause="4(5)ウ" if was_told else "4(5)イ",
        changes=changes,
        note=because,
        mentions=[account],
    )
    told = [
        *telling.section(suspension, by),
        *telling.successor_section(suspension, by),
        *telling.secretariat(by),
    ]
    telling.tell(Kind.SUSPENSION_CANCELLED, told, suspension, by)
