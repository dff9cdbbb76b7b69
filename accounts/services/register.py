"""How an account enters the register: by a granting decision, or as 既存登録."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import actions, permissions
from accounts.models import Decision, OfficialAccount, Service
from accounts.services.addresses import keep_unique, refuse_former, understood
from accounts.services.facts import check_facts
from accounts.services.status_checks import schedule_as_found
from accounts.status import AccountStatus
from komae_sns.audit import services as audit
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Department
from komae_sns.staff.permissions import require
from komae_sns.text import is_blank

_BATCH = 500
_AS_FOUND = frozenset({AccountStatus.RUNNING, AccountStatus.SUSPENDED})


@transaction.atomic
def prepare(
    decision: Decision,
    *,
    by: Actor,
    service: Service,
    department: Department,
    name: str,
    purpose: str,
    **facts: Any,
) -> OfficialAccount:
    """4(2)ウ: the decision grants; 開設準備 begins. Called by the step that decided.

    Raises AddressTaken when `handle` or `url` belongs to another account.
    """
    account = OfficialAccount(
        decision=decision,
        service=service,
        department=department,
        status=AccountStatus.PREPARING,
        name=name,
        purpose=purpose,
        **facts,
    )
    refuse_former(account, by)
    keep_unique(account, account.save)
    audit.record(actions.PREPARE, account, by=by, clause="4(2)ウ", changes=_first_facts(account))
    return account


@transaction.atomic
def register_existing(
    *,
    by: Actor,
    service: Service,
    department: Department,
    name: str,
    address: str,
    status: AccountStatus,
    opened_on: date,
    evidence: str,
    facts: Mapping[str, Any],
) -> OfficialAccount:
    """An account older than the portal, with the paper that shows it was allowed.

    `facts` holds the remaining fields, among them manager and purpose.
    """
    require(permissions.can_register_existing, by)
    refuse_unfounded(status, opened_on, evidence, by.today)
    found = understood(address, service)
    account = OfficialAccount(
        service=service,
        department=department,
        status=status,
        name=name,
        handle=found.handle,
        url=found.url,
        opened_on=opened_on,
        **facts,
    )
    check_facts(account, {"name": name, "manager": None, "purpose": None, **facts}, by)
    account.decision = _existing(evidence, by)
    account.decision.save()
    keep_unique(account, account.save)
    audit.record_all([_registered(account)], by=by)
    schedule_as_found([account], today=by.today)
    return account


@transaction.atomic
def register_many(
    accounts: Sequence[OfficialAccount],
    evidence: Sequence[str],
    *,
    by: Actor | None,
    today: date,
    more: Sequence[Mapping[str, tuple[Any, Any]]],
) -> None:
    """As register_existing, for accounts that were checked: a few statements for all of them.

    by=None is the command. Raises IntegrityError where an address was taken meanwhile.
    """
    if by is not None:
        require(permissions.can_register_existing, by)
    decisions = [_existing(text, by, today) for text in evidence]
    Decision.objects.bulk_create(decisions, batch_size=_BATCH)
    for account, decision in zip(accounts, decisions, strict=True):
        account.decision = decision
    OfficialAccount.objects.bulk_create(accounts, batch_size=_BATCH)
    events = [_registered(a, extra) for a, extra in zip(accounts, more, strict=True)]
    audit.record_all(events, by=by)
    schedule_as_found(accounts, today=today)


def _registered(
    account: OfficialAccount, more: Mapping[str, tuple[Any, Any]] = MappingProxyType({})
) -> audit.Event:
    changes = {**_first_facts(account), "状態": (None, account.get_status_display()), **more}
    note = account.decision.basis
    return audit.Event(actions.REGISTER_EXISTING, account, "4(2)", changes, note)


def refuse_unfounded(status: str, opened_on: date, evidence: str, today: date) -> None:
    wrong = {}
    if status not in _AS_FOUND:
        wrong["status"] = "運用中か、停止・保全のどちらかを選んでください。"
    if opened_on > today:
        wrong["opened_on"] = "開設日は、きょうか、それより前の日にしてください。"
    if is_blank(evidence):
        wrong["evidence"] = "開設を認めた決裁や文書を書いてください。"
    if wrong:
        raise ValidationError(wrong)


def _existing(evidence: str, by: Actor | None, today: date | None = None) -> Decision:
    return Decision(
        outcome=Decision.Outcome.EXISTING,
        grants=True,
        decided_on=by.today if by else today,
        decided_by=by.user if by else None,
        basis=evidence,
    )


def _first_facts(account: OfficialAccount) -> dict[str, tuple[None, str]]:
    return {
        "媒体": (None, account.service.name),
        "表示名": (None, account.name),
        "運用主体": (None, account.department.full_name),
        "アドレス": (None, account.url),
        "開設の根拠": (None, str(account.decision)),
    }
