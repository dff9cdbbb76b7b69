"""4(2)イ, 4(3)カ: what is recorded of an account, and which of it may still change."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from accounts import actions, permissions
from accounts.areas import name_of
from accounts.change_rules import decider, settled_without_committee
from accounts.models import OfficialAccount
from accounts.registered_mail import city_mail_problem
from accounts.services.changes import decided_as, keep_changes, readable_facts, remember
from accounts.services.locking import locked, store
from komae_sns.audit import services as audit
from komae_sns.documents import wareki
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Appointment
from komae_sns.staff.permissions import require
from komae_sns.staff.posts import Post
from komae_sns.text import has_invisible, is_blank

# Followed up as people, devices and contracts change.
KEPT_CURRENT = (
    "manager",
    "area",
    "registered_email",
    "platform_id",
    "profile_text",
    "devices",
    "linked_apps",
    "contractor",
    "contractor_until",
)
# What the decision looked at: filled in where it left a blank, otherwise a matter for a new one.
DECIDED_ON = ("topics", "audience", "frequency", "tone")


class EditedMeanwhile(Exception):
    """Somebody else has changed the record since the form was opened."""


def changeable(account: OfficialAccount) -> tuple[str, ...]:
    if account.has_ended:
        return ()
    named = ("name",) if account.is_preparing else ()
    settled = settled_without_committee() if account.is_in_use else ()
    blank = tuple(name for name in DECIDED_ON if is_blank(getattr(account, name)))
    return tuple(dict.fromkeys((*named, *blank, *settled, *KEPT_CURRENT)))


def followed(account: OfficialAccount, names: Iterable[str]) -> tuple[str, ...]:
    """Those whose change is kept with reason and day: filled ones of an account in use."""
    if not account.is_in_use:
        return ()
    filled = (n for n in names if n == "manager" or not is_blank(str(getattr(account, n))))
    return tuple(name for name in filled if decider(name))


@transaction.atomic
def update_facts(
    account: OfficialAccount,
    facts: Mapping[str, Any],
    *,
    by: Actor,
    edit_number: int,
    reason: str = "",
    valid_from: date | None = None,
) -> None:
    """`edit_number` is the one the editor saw; raises EditedMeanwhile when it is old.

    What the city follows (change_rules) is changed by who decides on it, and kept as a change.
    """
    account = locked(account)
    require(permissions.can_keep, by, account)
    if account.edit_number != edit_number:
        raise EditedMeanwhile
    facts = {name: value for name, value in facts.items() if getattr(account, name) != value}
    _refuse_fixed(account, facts)
    tracked = followed(account, facts)
    if tracked:
        require(permissions.can_decide_changes, by, account)
    before, old = shown(account, facts), readable_facts(account, dict.fromkeys(tracked))
    for name in tracked:
        remember(account, name)
    for name, value in facts.items():
        setattr(account, name, value)
    check_facts(account, facts, by)
    if not facts:
        return
    _store_once(account, facts)
    pairs = audit.changed(old, readable_facts(account, dict.fromkeys(tracked)))
    keep_changes(
        account,
        pairs,
        by=by,
        valid_from=valid_from or by.today,
        decided_as=decided_as(account, by),
        reason=reason,
    )
    changes = audit.changed(before, shown(account, facts))
    action = actions.CHANGE if tracked else actions.UPDATE_FACTS
    audit.record(action, account, by=by, clause="4(2)イ", changes=changes, note=reason)


def _store_once(account: OfficialAccount, facts: Mapping[str, Any]) -> None:
    try:
        with transaction.atomic():
            store(account, *facts, "former_names")
    except IntegrityError:
        if _with_same_number(account) is None:
            raise
        raise ValidationError({"platform_id": _number_taken(account)}) from None


def _with_same_number(account: OfficialAccount) -> OfficialAccount | None:
    same = OfficialAccount.objects.with_names().filter(
        service=account.service, platform_id=account.platform_id
    )
    return same.exclude(pk=account.pk).first() if account.platform_id else None


def _number_taken(account: OfficialAccount) -> str:
    return f"この番号は「{_with_same_number(account)}」に、すでに登録されています。"


def _refuse_fixed(account: OfficialAccount, facts: Mapping[str, Any]) -> None:
    fixed = set(facts) - set(changeable(account))
    if fixed:
        labels = "・".join(_label(name) for name in sorted(fixed))
        raise ValidationError(f"{labels}は、いまは変えられません。")


def check_facts(account: OfficialAccount, facts: Mapping[str, Any], by: Actor) -> None:
    """Raise ValidationError, by field, for what the register does not take."""
    heads = may_manage(account, by.today) if account.manager else Appointment.objects.none()
    check_facts_with(account, facts, may_manage=heads.filter(pk=account.manager_id).exists())


def check_facts_with(
    account: OfficialAccount, facts: Mapping[str, Any], *, may_manage: bool
) -> None:
    """As check_facts, for who knows already whether `manager` heads the section."""
    names = {field.name for field in account._meta.fields}
    account.clean_fields(exclude=names - set(facts) | {"manager"})
    problems = _problems(account, facts, may_manage)
    wrong = {name: message for name, message in problems if name in facts}
    if wrong:
        raise ValidationError(wrong)


def _problems(
    account: OfficialAccount, facts: Mapping[str, Any], may_manage: bool
) -> Iterator[tuple[str, str]]:
    if is_blank(account.name) or has_invisible(account.name):
        yield "name", "表示名を、目に見える文字で入力してください。"
    if is_blank(account.purpose):
        yield "purpose", "目的を入力してください。"
    if problem := city_mail_problem(account.registered_email):
        yield "registered_email", problem
    if account.manager and not may_manage:
        yield "manager", "管理者は、運用する課の、いまの所属長から選んでください。"
    if account.manager is None and not account.is_preparing:
        yield "manager", "管理者を空けることはできません。"
    number = account.service.rule.platform_id
    if account.platform_id and not number.fits(account.platform_id):
        yield (
            "platform_id",
            f"{number.label}の形ではありません。{number.words or '空けてください'}。",
        )
    elif "platform_id" in facts and _with_same_number(account):
        yield "platform_id", _number_taken(account)
    if account.contractor_until and is_blank(account.contractor):
        sentence = "委託の終わる日には、業者の名前も入れてください。"
        yield ("contractor_until" if "contractor_until" in facts else "contractor"), sentence


def may_manage(account: OfficialAccount, today: date) -> QuerySet[Appointment]:
    """見本第3条: 管理者 is the head of the section, by post and not by name."""
    heads = Appointment.objects.holding(Post.HEAD).in_section(account.department)
    return heads.on(today).with_people()


def shown(account: OfficialAccount, names: Mapping[str, Any]) -> dict[str, Any]:
    """As the trail keeps it: 項目名 and what people read."""
    return {_label(name): _readable(name, getattr(account, name)) for name in names}


def _readable(name: str, value: Any) -> Any:
    if name == "area":
        return name_of(value)
    if isinstance(value, date):
        return wareki.long(value)
    return str(value) if isinstance(value, Appointment) else value


def _label(name: str) -> str:
    return str(OfficialAccount._meta.get_field(name).verbose_name)


@transaction.atomic
def mark_city_pr(account: OfficialAccount, is_city_pr: bool, *, by: Actor) -> None:
    """4(5)ア・ウ: the accounts to which others are consolidated."""
    account = locked(account)
    require(permissions.can_mark_city_pr, by, account)
    if account.is_city_pr != is_city_pr:
        account.is_city_pr = is_city_pr
        store(account, "is_city_pr")
        words = ("市広報アカウントでない", "市広報アカウント")
        changes = {"市広報アカウント": (words[not is_city_pr], words[is_city_pr])}
        audit.record(actions.MARK_CITY_PR, account, by=by, clause="4(5)ア", changes=changes)
