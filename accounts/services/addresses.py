"""見本第4条: which account it is. One address, one official account, for ever (4(5)エ)."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts import actions, permissions
from accounts.address import Address, handle_key, read
from accounts.models import OfficialAccount, Service
from accounts.services.locking import locked, store
from komae_sns.audit import services as audit
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require
from komae_sns.text import is_blank

CLAUSE = "見本第4条"


class AddressTaken(ValidationError):
    """The address belongs to another official account."""

    def __init__(self, taken_by: OfficialAccount) -> None:
        self.taken_by = taken_by
        super().__init__(
            f"このアカウントは「{taken_by}」（{taken_by.department}・"
            f"{taken_by.get_status_display()}）として、すでに登録されています。"
        )


@transaction.atomic
def set_address(account: OfficialAccount, text: str, *, by: Actor, reason: str = "") -> Address:
    """What was pasted becomes the account's handle and address.

    The section does so while preparing; afterwards the secretariat corrects it, saying why.
    """
    account = locked(account)
    require(permissions.can_keep, by, account)
    if not account.is_preparing:
        require(permissions.can_correct_address, by, account)
        _require_reason(reason)
    before = {"アドレス": account.url, "ユーザー名": account.handle}
    address = understood(text, account.service)
    account.handle, account.url = address.handle, address.url
    keep_unique(account, lambda: store(account, "handle", "url"))
    changes = audit.changed(before, {"アドレス": account.url, "ユーザー名": account.handle})
    if changes:
        audit.record(
            actions.SET_ADDRESS, account, by=by, clause=CLAUSE, changes=changes, note=reason
        )
    return address


def _require_reason(reason: str) -> None:
    if is_blank(reason):
        raise ValidationError("開設したあとに直すときは、理由を書いてください。")


def understood(text: str, service: Service) -> Address:
    """The one account that was meant, or ValidationError with what is wrong."""
    address = read(text, Service.objects.rules(), service=service.code)
    if not address.ok:
        raise ValidationError([problem.message for problem in address.errors])
    return address


def keep_unique(account: OfficialAccount, save: Callable[[], object]) -> None:
    """Save, or say which account has the address: also when two people save at once."""
    refuse_taken(account)
    try:
        with transaction.atomic():
            save()
    except IntegrityError:
        refuse_taken(account)
        raise


def refuse_taken(account: OfficialAccount) -> None:
    key = handle_key(account.service.code, account.handle) if account.handle else ""
    same = OfficialAccount.objects.with_names().exclude(pk=account.pk)
    taken = same.with_address(account.service, key, account.url).first()
    if taken:
        raise AddressTaken(taken)
