"""一時停止 and 停止, as the account's own page shows them to whoever may see the account."""

from dataclasses import dataclass
from datetime import date

from accounts import permissions
from accounts.models import OfficialAccount, Pause, Suspension
from accounts.models.pause import pause_of
from accounts.status import AccountStatus
from komae_sns.documents import wareki
from komae_sns.staff.actors import Actor

_WITH_A_SUSPENSION = frozenset(
    {AccountStatus.STOPPING, AccountStatus.SUSPENDED, AccountStatus.SERVICE_ENDED}
)


@dataclass(frozen=True)
class State:
    pause: Pause | None
    suspension: Suspension | None
    words: str
    reads_procedure: bool
    may_read: bool
    may_pause: bool
    may_begin: bool


def state_of(account: OfficialAccount, actor: Actor) -> State:
    """One query at most, and none for an account that runs."""
    suspension = _latest(account)
    return State(
        pause=pause_of(account),
        suspension=suspension,
        words=_words(suspension, actor.today) if suspension else "",
        reads_procedure=permissions.can_read_procedure(actor, account),
        may_read=suspension is not None and permissions.can_read_suspension(actor, suspension),
        may_pause=account.is_in_use and permissions.can_pause(actor, account),
        may_begin=account.is_in_use and permissions.can_begin_suspension(actor, account),
    )


def _latest(account: OfficialAccount) -> Suspension | None:
    """既存登録 knows accounts that were stopped before there was a portal: they have none."""
    if account.status not in _WITH_A_SUSPENSION:
        return None
    leads_to = account.suspensions.select_related("successor__service", "successor__department")
    return leads_to.first()


def _words(suspension: Suspension, today: date) -> str:
    """What any member of staff may know: not the plan that nobody has confirmed."""
    if suspension.is_done:
        return f"{wareki.long(suspension.stopped_on)}に停止しました。消さずに保全しています。"
    if suspension.confirmed_at is None:
        return "停止の影響度を確かめています。運用は、いままでどおりです。"
    day = wareki.long(suspension.stop_on)
    if suspension.announced_on is None:
        return f"{day}に停止する予定です。これから市民に知らせます。"
    return f"{day}に停止する予定です。{wareki.long(suspension.announced_on)}から知らせています。"
