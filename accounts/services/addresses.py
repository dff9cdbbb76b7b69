"""見本第4条: which account it is. One address, one official account, for ever (4(5)エ)."""

from collections.abc import Callable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts import actions, permissions
from accounts.address import Address, handle_key, read
from accounts.change_rules import ADDRESS
from accounts.models import FormerHandle, OfficialAccount, Service
from accounts.services import changes
from accounts.services.locking import locked, store
from komae_sns.audit import services as audit
from komae_sns.documents import wareki
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require
from komae_sns.staff.posts import Post
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


class FormerlyOurs(AddressTaken):
    """The address was one of another official account of ours."""

    def __init__(self, former: FormerHandle) -> None:
        self.taken_by = former.account
        ValidationError.__init__(self, formerly_ours(former))


def formerly_ours(former: FormerHandle) -> str:
    return (
        f"「{former}」は、「{former.account}」が{wareki.long(former.ends_on)}まで使っていた"
        "市のユーザー名です。もう一度使うときは、事務局に相談してください。"
    )


@transaction.atomic
def set_address(
    account: OfficialAccount,
    text: str,
    *,
    by: Actor,
    reason: str = "",
    renamed_on: date | None = None,
) -> Address:
    """What was pasted becomes the account's handle and address.

    The section does so while preparing. Afterwards, with a reason: a mistake in the register is
    corrected; `renamed_on` says that the account bears another name since, and keeps the old one.
    """
    account = locked(account)
    require(permissions.can_keep, by, account)
    if account.is_abandoned:
        raise ValidationError("開設を取りやめたアカウントのアドレスは、変えられません。")
    if not account.is_preparing:
        may = permissions.can_rename if renamed_on else permissions.can_correct_address
        require(may, by, account)
        _require_reason(reason)
    before = {"アドレス": account.url, "ユーザー名": account.handle}
    address = understood(text, account.service)
    is_other = (address.handle, address.url) != (account.handle, account.url)
    if renamed_on and is_other:
        _leave(account, renamed_on, by)
    account.handle, account.url = address.handle, address.url
    refuse_former(account, by)
    keep_unique(account, lambda: store(account, "handle", "url", "former_names"))
    if renamed_on and is_other:
        changes.keep_changes(
            account,
            {ADDRESS: (before["アドレス"], account.url)},
            by=by,
            valid_from=renamed_on,
            decided_as=changes.decided_as(account, by),
            reason=reason,
        )
    pairs = audit.changed(before, {"アドレス": account.url, "ユーザー名": account.handle})
    if pairs:
        audit.record(actions.SET_ADDRESS, account, by=by, clause=CLAUSE, changes=pairs, note=reason)
    return address


def _leave(account: OfficialAccount, renamed_on: date, by: Actor) -> None:
    if not account.is_in_use:
        raise ValidationError({"renamed_on": "名前が変わるのは、運用しているアカウントだけです。"})
    if renamed_on > by.today:
        raise ValidationError({"renamed_on": "きょうか、それより前の日にしてください。"})
    changes.leave_handle(account, until=renamed_on, by=by)


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


def refuse_former(account: OfficialAccount, by: Actor) -> None:
    """Nobody takes an old name of ours unnoticed; the secretariat may give it out knowingly."""
    former = former_of(account.service, account.handle, account.url, besides=account)
    if former and not by.holds(Post.SECRETARIAT):
        raise FormerlyOurs(former)


def former_of(
    service: Service, handle: str, url: str, *, besides: OfficialAccount | None = None
) -> FormerHandle | None:
    """Who of us bore this name before."""
    key = handle_key(service.code, handle) if handle else ""
    borne = FormerHandle.objects.with_names().with_address(service, key, url).not_of(besides)
    return borne.first()
