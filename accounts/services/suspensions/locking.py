"""The first thing of every step: the account's row, then that of its suspension."""

from accounts.models import Suspension
from accounts.services.locking import locked
from accounts.status import SuspensionStatus
from komae_sns.lives import WrongStatus


def under_lock(suspension: Suspension) -> Suspension:
    account = locked(suspension.account)
    rows = Suspension.objects.select_for_update(of=("self",)).select_related(
        "successor__service", "successor__department__parent"
    )
    found = rows.get(pk=suspension.pk)
    found.account = account
    return found


def require_notifying(suspension: Suspension) -> None:
    if not suspension.is_notifying:
        old = SuspensionStatus(suspension.status)
        raise WrongStatus(old, SuspensionStatus.NOTIFYING, suspension)
