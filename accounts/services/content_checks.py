"""4(3)ア なお書: 管理者は、定期的に発言内容を確認すること."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import actions, permissions
from accounts.models import ContentCheck, OfficialAccount
from accounts.services.locking import locked
from komae_sns.audit import services as audit
from komae_sns.documents import wareki
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require
from komae_sns.text import is_blank

CLAUSE = "4(3)ア"
Result = ContentCheck.Result


@transaction.atomic
def check_content(
    account: OfficialAccount,
    *,
    covers_from: date,
    result: str,
    findings: str = "",
    response: str = "",
    by: Actor,
    now: datetime,
) -> ContentCheck:
    """The posts from that day to today. The manager's own check needs no second look."""
    account = locked(account)
    require(permissions.can_check_content, by, account)
    _refuse_uncheckable(account, covers_from, by)
    if result == Result.FOUND and (is_blank(findings) or is_blank(response)):
        sentence = "見つかったことと、どうしたかを書いてください。"
        raise ValidationError({"findings" if is_blank(findings) else "response": sentence})
    manages = permissions.can_confirm_content(by, account)
    check = ContentCheck.objects.create(
        account=account,
        covers_from=covers_from,
        checked_on=by.today,
        result=result,
        findings=findings,
        response=response,
        checked_by=by.user,
        checked_at=now,
        confirmed_by=by.user if manages else None,
        confirmed_at=now if manages else None,
    )
    account.content_read_on = by.today
    account.save(update_fields=["content_read_on"])
    changes = {
        "確認した期間": (None, f"{wareki.long(covers_from)}から{wareki.long(by.today)}まで"),
        "結果": (None, check.get_result_display()),
    }
    audit.record(
        actions.CHECK_CONTENT, account, by=by, clause=CLAUSE, changes=changes, note=findings
    )
    return check


def _refuse_uncheckable(account: OfficialAccount, covers_from: date, by: Actor) -> None:
    if not account.is_live:
        raise ValidationError("発言内容を確認するのは、運用しているアカウントだけです。")
    if covers_from > by.today:
        raise ValidationError({"covers_from": "きょうまでの日にしてください。"})


@transaction.atomic
def confirm_content_check(check: ContentCheck, *, by: Actor, now: datetime) -> None:
    """The manager has seen what was found. Twice, nothing happens."""
    account = locked(check.account)
    require(permissions.can_confirm_content, by, account)
    unconfirmed = account.content_checks.unconfirmed().filter(pk=check.pk)
    if unconfirmed.update(confirmed_by=by.user, confirmed_at=now):
        changes = {
            "確認した日": (None, check.checked_on),
            "結果": (None, check.get_result_display()),
        }
        audit.record(actions.CONFIRM_CONTENT_CHECK, account, by=by, clause=CLAUSE, changes=changes)
