"""4(5)ア・イ: 停止の手続 begins; the account stays what it is to citizens until it is stopped."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import actions, permissions
from accounts.models import OfficialAccount, Pause, Suspension
from accounts.services import pauses
from accounts.services.locking import locked
from accounts.services.suspensions import telling
from accounts.status import AccountStatus, SuspensionStatus
from komae_sns.audit import services as audit
from komae_sns.notices.kinds import Kind
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require
from komae_sns.text import is_blank

Origin = Suspension.Origin


@transaction.atomic
def begin(account: OfficialAccount, *, reason: str, by: Actor, now: datetime) -> Suspension:
    """The head of the section has made up their mind."""
    account = locked(account)
    require(permissions.can_begin_suspension, by, account)
    return _begin(account, Origin.HEAD, reason, by, now)


@transaction.atomic
def begin_after_review(
    account: OfficialAccount, *, reason: str, by: Actor, now: datetime
) -> Suspension:
    """4(5)ア: the verdict 停止・集約, in the step that confirms it. One under way goes on."""
    account = locked(account)
    require(permissions.can_begin_after_review, by, account)
    under_way = account.suspensions.under_way().first()
    return under_way or _begin(account, Origin.REVIEW, reason, by, now)


def _begin(
    account: OfficialAccount, origin: str, reason: str, by: Actor, now: datetime
) -> Suspension:
    if is_blank(reason):
        raise ValidationError({"reason": "停止する理由を書いてください。"})
    account.require_move(AccountStatus.STOPPING)
    suspension = Suspension.objects.create(
        account=account,
        status=SuspensionStatus.ASSESSING,
        origin=origin,
        reason=reason,
        begun_by=by.user,
        begun_at=now,
    )
    pauses.close(account, Pause.End.STOPPING, ended_on=by.today, note=reason, by=by, now=now)
    before = account.get_status_display()
    account.move_to(AccountStatus.STOPPING)
    changes = {
        "状態": (before, account.get_status_display()),
        "きっかけ": (None, suspension.get_origin_display()),
    }
    audit.record(
        actions.BEGIN_SUSPENSION,
        suspension,
        by=by,
        clause="4(5)イ",
        changes=changes,
        note=reason,
        mentions=[account],
    )
    told = [*telling.section(suspension, by), *telling.secretariat(by)]
    telling.tell(Kind.SUSPENSION_BEGUN, told, suspension, by)
    return suspension
