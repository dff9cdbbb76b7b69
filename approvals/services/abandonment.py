"""開設取りやめ: an account that was granted and is not opened. Row and history stay for ever."""

from datetime import datetime

from django.db import transaction

from accounts import actions
from accounts.models import OfficialAccount
from accounts.services.locking import locked
from accounts.status import AccountStatus
from approvals.models import Application, Waiver
from approvals.permissions import abandonment as may
from approvals.services.refusals import Refused
from komae_sns.audit import services as audit
from komae_sns.notices.kinds import Kind
from komae_sns.notices.services import enqueue
from komae_sns.staff import people
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require
from komae_sns.text import is_blank
from policies import services as policies
from policies.models import Policy


@transaction.atomic
def abandon(account: OfficialAccount, *, reason: str, by: Actor, now: datetime) -> None:
    """Handle and address are free for another; a policy's draft for it alone is put away.

    An account that is already there on the platform is opened and stopped instead (4(5)エ).
    """
    account = locked(account)
    require(may.can_abandon, by, account)
    if is_blank(reason):
        raise Refused("取りやめる理由を書いてください。")
    old = account.get_status_display()
    account.move_to(AccountStatus.ABANDONED)
    policies.put_drafts_away(
        _for_this_alone(account), reason="アカウントの開設を取りやめたため", by=by
    )
    audit.record(
        actions.ABANDON,
        account,
        by=by,
        clause="4(2)ウ",
        changes={"状態": (old, account.get_status_display()), "アドレス": (account.url, None)},
        note=reason,
        mentions=[
            *Application.objects.filter(account=account),
            *Waiver.objects.filter(application__account=account),
        ],
    )
    section = people.workers_of(account.department, by.today)
    told = [*people.secretariat(by.today), *people.chair(by.today), *section]
    enqueue(Kind.ACCOUNT_ABANDONED, told, about=account, reason=reason)


def _for_this_alone(account: OfficialAccount) -> list[Policy]:
    covering = Policy.objects.covering(account)
    return [policy for policy in covering if not policy.accounts.official().exists()]
