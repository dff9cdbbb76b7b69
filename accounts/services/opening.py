"""開設準備: confirming the checklist, and what is still missing before 運用."""

from collections.abc import Iterator
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import actions, checklist, permissions
from accounts.checklist import Gap
from accounts.models import OfficialAccount, OpeningCheck
from accounts.profile import check_profile
from accounts.registered_mail import is_in_domain
from accounts.services.facts import DECIDED_ON
from accounts.services.locking import locked
from komae_sns import city
from komae_sns.audit import services as audit
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require
from komae_sns.text import is_blank

ADDRESS, FACTS, CHECKS = "address", "facts", "checks"


@transaction.atomic
def confirm_check(
    account: OfficialAccount, key: str, *, by: Actor, now: datetime, note: str = ""
) -> None:
    """Confirmed twice, nothing happens."""
    account, item = _preparing(account, by), _item(key)
    _, is_new = OpeningCheck.objects.standing().get_or_create(
        account=account,
        item=key,
        withdrawn_at=None,
        defaults={"confirmed_by": by.user, "confirmed_at": now, "note": note},
    )
    if is_new:
        changes = {"項目": (None, item.text)}
        audit.record(
            actions.CONFIRM_CHECK, account, by=by, clause=item.clause, changes=changes, note=note
        )


@transaction.atomic
def withdraw_check(account: OfficialAccount, key: str, *, by: Actor, now: datetime) -> None:
    """The confirmation was a mistake: it stays to be read, and the item is open again."""
    account, item = _preparing(account, by), _item(key)
    withdrawn = account.opening_checks.standing().filter(item=key)
    if withdrawn.update(withdrawn_at=now, withdrawn_by=by.user):
        changes = {"項目": (item.text, None)}
        audit.record(actions.WITHDRAW_CHECK, account, by=by, clause=item.clause, changes=changes)


def _preparing(account: OfficialAccount, by: Actor) -> OfficialAccount:
    account = locked(account)
    require(permissions.can_confirm_opening, by, account)
    if not account.is_preparing:
        raise ValidationError("開設の準備は、もう終わっています。")
    return account


def _item(key: str) -> checklist.Item:
    item = checklist.item(key)
    if item is None:
        raise ValidationError("この確認の項目はありません。")
    return item


def opening_gaps(account: OfficialAccount, today: date) -> tuple[Gap, ...]:
    """What is missing before 運用をはじめる, in the order in which it is mended."""
    return (
        *_address_gaps(account),
        *_manager_gaps(account, today),
        *_mail_gaps(account),
        *_fact_gaps(account),
        *_contract_gaps(account, today),
        *_profile_gaps(account),
        *_check_gaps(account),
        *checklist.gaps_from_above(account, today),
    )


def _address_gaps(account: OfficialAccount) -> Iterator[Gap]:
    if not account.url:
        yield Gap("アカウントのアドレスが登録されていません。", "見本第4条(1)", ADDRESS)


def _manager_gaps(account: OfficialAccount, today: date) -> Iterator[Gap]:
    if account.manager is None:
        yield Gap("管理者が決まっていません。", "4(2)イ", FACTS)
    elif not account.has_manager_on(today):
        yield Gap("管理者の任命が、いまの期間ではありません。", "4(2)イ", FACTS)


def _mail_gaps(account: OfficialAccount) -> Iterator[Gap]:
    if not account.registered_email:
        yield Gap("登録メールアドレスが入っていません。", "見本第4条(2)", FACTS)
    elif not is_in_domain(account.registered_email):
        domain = city.facts()["mail_domain"]
        sentence = f"登録メールアドレスが、市のもの（@{domain}）ではありません。"
        yield Gap(sentence, "見本第4条(2)", FACTS)


def _fact_gaps(account: OfficialAccount) -> Iterator[Gap]:
    """The procedure without 第4号様式 (4(2)イただし書) leaves these to the section."""
    for name in DECIDED_ON:
        if is_blank(getattr(account, name)):
            label = account._meta.get_field(name).verbose_name
            yield Gap(f"「{label}」が書かれていません。", "4(2)イ", FACTS)


def _contract_gaps(account: OfficialAccount, today: date) -> Iterator[Gap]:
    if not account.contractor:
        return
    if account.contractor_until is None:
        yield Gap("運用の委託が終わる日が入っていません。", "4(1)", FACTS)
    elif account.contractor_until < today:
        yield Gap("運用の委託の期間が終わっています。", "4(1)", FACTS)


def _profile_gaps(account: OfficialAccount) -> Iterator[Gap]:
    findings = check_profile(
        account.profile_text,
        city_name=city.facts()["name"],
        department_names=[account.department.name],
        purpose=account.purpose,
        limit=account.service.rule.profile_limit or None,
    )
    for finding in findings:
        if finding.level == "error":
            yield Gap(finding.message, finding.clause or "4(3)ア", FACTS)


def _check_gaps(account: OfficialAccount) -> Iterator[Gap]:
    confirmed = {check.item for check in account.opening_checks.all() if not check.withdrawn_at}
    for item in checklist.items():
        if item.key not in confirmed:
            yield Gap(f"確認が済んでいません：{item.text}", item.clause, CHECKS)
