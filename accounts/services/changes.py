"""変更: facts of a running account, each change kept with who decided it (4(2)イ)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from accounts import actions
from accounts.address import Address
from accounts.change_rules import ADDRESS, POLICY
from accounts.models import AccountChange, Decision, FormerHandle, OfficialAccount
from accounts.services.locking import locked, store
from komae_sns.audit import services as audit
from komae_sns.documents import wareki
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Appointment
from komae_sns.text import is_blank

CLAUSE = "4(2)イ"
DecidedAs = AccountChange.DecidedAs


def apply_decided(
    account: OfficialAccount,
    facts: Mapping[str, Any],
    address: Address | None,
    *,
    decision: Decision,
    by: Actor,
    reason: str,
) -> None:
    """What the committee granted, in the transaction that decides; its step says who may.

    Raises AddressTaken when the new address belongs to another account.
    """
    from accounts.services.addresses import keep_unique, refuse_former

    account = locked(account)
    if not account.is_in_use:
        status = account.get_status_display()
        raise ValidationError(f"このアカウントは「{status}」なので、変更を認められません。")
    before = readable_facts(account, facts)
    past = (account.handle, account.url)
    for name, value in facts.items():
        remember(account, name)
        setattr(account, name, value)
    pairs = audit.changed(before, readable_facts(account, facts))
    if address and (address.handle, address.url) != past:
        leave_handle(account, until=by.today, by=by)
        account.handle, account.url = address.handle, address.url
        refuse_former(account, by)
        pairs[ADDRESS] = (past[1], account.url)
    keep_unique(account, lambda: store(account, *facts, "handle", "url", "former_names"))
    kept = {"decided_as": DecidedAs.COMMITTEE, "decision": decision, "reason": reason}
    keep_changes(account, pairs, by=by, valid_from=by.today, **kept)
    changes = {label_of(name): pair for name, pair in pairs.items()}
    audit.record(actions.CHANGE, account, by=by, clause="4(2)ウ", changes=changes, note=reason)


def decided_as(account: OfficialAccount, by: Actor) -> DecidedAs:
    return DecidedAs.HEAD if by.heads(account.department) else DecidedAs.SECRETARIAT


def keep_changes(
    account: OfficialAccount,
    pairs: Mapping[str, tuple[str, str]],
    *,
    by: Actor,
    valid_from: date,
    decided_as: DecidedAs,
    reason: str,
    decision: Decision | None = None,
) -> None:
    """Rows only: the step that changed the account records it in the trail."""
    if valid_from > by.today:
        raise ValidationError({"valid_from": "先の日にはできません。その日に記録してください。"})
    AccountChange.objects.bulk_create(
        AccountChange(
            account=account,
            field=name,
            label=label_of(name),
            old=old,
            new=new,
            decided_as=decided_as,
            decision=decision,
            decided_by=by.user,
            valid_from=valid_from,
            reason=reason,
        )
        for name, (old, new) in pairs.items()
    )


def leave_handle(account: OfficialAccount, *, until: date, by: Actor) -> None:
    """The name the account bears now becomes a former one, kept for ever (4(5)エ)."""
    before = account.former_handles.order_by("-ends_on", "-pk").first()
    since = before.ends_on if before else account.opened_on
    FormerHandle.objects.create(
        account=account,
        service=account.service,
        handle=account.handle,
        url=account.url,
        starts_on=since if since and since <= until else None,
        ends_on=until,
        recorded_by=by.user,
    )
    for name in ("handle", "url"):
        remember(account, name)


def remember(account: OfficialAccount, name: str) -> None:
    """Under its old name, too, the account is found."""
    if name in {"name", "handle", "url"}:
        known = account.former_names.splitlines()
        old = getattr(account, name)
        if old and old not in known:
            account.former_names = "\n".join([*known, old])


def require_reason(reason: str) -> None:
    if is_blank(reason):
        raise ValidationError({"reason": "変える理由を書いてください。"})


def readable_facts(account: OfficialAccount, names: Mapping[str, Any]) -> dict[str, str]:
    return {name: as_text(getattr(account, name)) for name in names}


def as_text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "要" if value else "不要"
        case date():
            return wareki.long(value)
        case Appointment():
            return str(value)
        case _:
            return str(value)


def label_of(name: str) -> str:
    special = {ADDRESS: "ユーザー名・アドレス", POLICY: "運用ポリシー"}
    if name in special:
        return special[name]
    return str(OfficialAccount._meta.get_field(name).verbose_name)
