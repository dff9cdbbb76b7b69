"""What the portal knows for the blanks of the sample."""

from collections.abc import Iterable, Sequence

from accounts.address import ServiceRule
from accounts.models import OfficialAccount, Service
from komae_sns import city
from komae_sns.city.sample_policy import sample
from komae_sns.staff.models import Department
from policies.articles import AS_BELOW, values_for


def record_of(
    department: Department,
    service: Service | None = None,
    *,
    handle: str = "",
    email: str = "",
    head: str = "",
) -> dict[str, str]:
    """What is blank stays open. `head`: the post of the head where 長 does not say it."""
    section = department.parent if department.kind == Department.Kind.UNIT else department
    rule = service.rule if service else None
    return values_for(
        city=city.facts()["name"],
        section=section.name,
        division=section.division_name,
        head=head,
        service=(rule.policy_name or rule.name) if rule else "",
        definition=rule.definition if rule else "",
        username=handle,
        email=email,
        **(_words([rule]) if rule else {}),
    )


def _words(rules: Sequence[ServiceRule]) -> dict[str, str]:
    """What is done on the services, in their words; those of the sample by setting."""
    words = {
        "post": _together(rule.post_word for rule in rules),
        "share": _together(rule.share_word for rule in rules),
        "like": _together(rule.like_word for rule in rules),
        "short": _together(rule.short_word for rule in rules),
        "message": _together(rule.message_word for rule in rules),
    }
    if sample().words_follow_service:
        words["follow"] = _together(rule.follow_word for rule in rules)
        words["reply"] = _together(rule.reply_word for rule in rules)
    return words


def _together(words: Iterable[str]) -> str:
    return "・".join(dict.fromkeys(filter(None, words)))


def record_of_account(account: OfficialAccount) -> dict[str, str]:
    return record_of(
        account.department, account.service, handle=account.handle, email=account.registered_email
    )


def record_of_accounts(accounts: Sequence[OfficialAccount]) -> dict[str, str]:
    """For one policy that covers them all, of one section; in the order of the accounts."""
    first, *others = accounts
    if not others:
        return record_of_account(first)
    rules = list({account.service_id: account.service.rule for account in accounts}.values())
    names = [rule.policy_name or rule.name for rule in rules]
    record = record_of_account(first) | {
        "service": _listed(names),
        "service_name": _together(names),
        "first_service": names[0],
        "username": AS_BELOW,
        **_words(rules),
    }
    for number, (name, rule) in enumerate(zip(names, rules, strict=True), 1):
        if number > 1:
            record |= {f"service_{number}": name, f"definition_{number}": rule.definition}
    return record | _accounts(accounts)


def _listed(names: Sequence[str]) -> str:
    """X、フェイスブック及びLINE"""
    return "及び".join(["、".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _accounts(accounts: Sequence[OfficialAccount]) -> dict[str, str]:
    """A registered address that all share stands once."""
    services = [account.service_id for account in accounts]
    mails = [account.registered_email for account in accounts]
    record = {"email": AS_BELOW} if len(set(mails)) > 1 else {}
    for number, account in enumerate(accounts, 1):
        rule = account.service.rule
        name = rule.policy_name or rule.name
        is_alone = services.count(account.service_id) == 1
        record[f"label_{number}"] = name if is_alone else f"{name}（{account.name}）"
        record[f"username_{number}"] = account.handle
        if len(set(mails)) > 1:
            record[f"email_{number}"] = account.registered_email
    return record
