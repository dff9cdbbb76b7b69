"""4(5)エ: whoever stopped an account goes on looking after it, until the service itself ends."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from accounts import actions
from accounts.duties import first_status_check_within, status_check_interval
from accounts.models import OfficialAccount, StatusCheck
from accounts.models.status_check import unwatched
from accounts.services.locking import locked
from accounts.status import AccountStatus
from komae_sns.audit import services as audit
from komae_sns.documents import wareki

CLAUSE = "4(5)エ"
_AT_ONCE = 500


@transaction.atomic
def schedule_first(account: OfficialAccount, *, today: date) -> StatusCheck:
    """In the step that stops the account: the first round, one interval from today.

    Gives the one that is due already where there is one: safe twice.
    """
    account = locked(account)
    found = account.status_checks.due().first()
    if found or account.status != AccountStatus.SUSPENDED:
        return found
    check = next_of(account, due_on=today + status_check_interval())
    _record_all([check])
    return check


def next_of(account: OfficialAccount, *, due_on: date) -> StatusCheck:
    """Under the account's lock."""
    last = account.status_checks.newest_first().first()
    number = last.number + 1 if last else 1
    return StatusCheck.objects.create(account=account, number=number, due_on=due_on)


@transaction.atomic
def schedule_as_found(accounts: Sequence[OfficialAccount], *, today: date) -> None:
    """既存登録 of stopped accounts: nobody knows when one was last looked at, so it is soon."""
    due_on = today + first_status_check_within()
    stopped = [a for a in accounts if a.status == AccountStatus.SUSPENDED]
    checks = [StatusCheck(account=account, number=1, due_on=due_on) for account in stopped]
    StatusCheck.objects.bulk_create(checks, batch_size=_AT_ONCE)
    _record_all(checks)


def schedule_missing(today: date) -> int:
    """Every stopped account that nobody watches gets its check. Safe twice and late."""
    return sum(_schedule_missing(pk, today) for pk in unwatched().values_list("pk", flat=True))


@transaction.atomic
def _schedule_missing(pk: int, today: date) -> bool:
    account = locked(OfficialAccount(pk=pk))
    if not unwatched().filter(pk=pk).exists():
        return False
    due_on = today + first_status_check_within()
    _record_all([next_of(account, due_on=due_on)])
    return True


def _record_all(checks: Sequence[StatusCheck]) -> None:
    if checks:
        audit.record_all([_scheduled(check) for check in checks], by=None)


def _scheduled(check: StatusCheck) -> audit.Event:
    changes = {
        "回": (None, f"第{check.number}回"),
        "期日": (None, wareki.long(check.due_on)),
    }
    return audit.Event(actions.SCHEDULE_STATUS_CHECK, check.account, CLAUSE, changes, "")
