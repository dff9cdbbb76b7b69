"""見本第7条3: 認証取得申請 and what became of it, kept as a ledger."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import actions, permissions
from accounts.models import BadgeEvent, OfficialAccount
from accounts.services.locking import locked, store
from komae_sns.audit import services as audit
from komae_sns.documents import wareki
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require

CLAUSE = "見本第7条3"


@transaction.atomic
def record_badge(
    account: OfficialAccount,
    badge: str,
    *,
    by: Actor,
    happened_on: date | None = None,
    note: str = "",
) -> None:
    """The account bears the newest state by day; the same state again without a note is nothing."""
    account = locked(account)
    require(permissions.can_keep, by, account)
    day, new = happened_on or by.today, OfficialAccount.Badge(badge)
    if day > by.today:
        raise ValidationError({"happened_on": "きょうか、それより前の日にしてください。"})
    if account.badge == new and not note:
        return
    BadgeEvent.objects.create(
        account=account, badge=new, happened_on=day, note=note, recorded_by=by.user
    )
    old = account.get_badge_display()
    account.badge = account.badge_events.first().badge
    store(account, "badge")
    changes = {"認証": (old, account.get_badge_display())} if account.badge == new else {}
    if account.badge != new or day != by.today:
        changes |= {
            "記録した状態": (None, new.label),
            "その状態になった日": (None, wareki.long(day)),
        }
    audit.record(actions.RECORD_BADGE, account, by=by, clause=CLAUSE, changes=changes, note=note)
