"""4(5)エ: related domains, kept for as long as somebody could pass for the city with one."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts import actions, permissions
from accounts.domain_name import BadDomain, read
from accounts.models import DomainCheck, DomainRenewal, OfficialAccount, RelatedDomain
from accounts.models.domain_check import Said
from accounts.services.facts import EditedMeanwhile
from accounts.services.locking import locked
from accounts.services.status_alarms import raise_domain_alarm
from komae_sns.audit import services as audit
from komae_sns.documents import wareki
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require
from komae_sns.text import is_blank

CLAUSE = "4(5)エ"
LONGEST = timedelta(days=3654)  # no registry gives a name for more than ten years
TOO_FAR = "10年より先の日です。年を確かめてください。"
KEPT_CURRENT = ("purpose", "registrar", "kept_by", "note")


@transaction.atomic
def add_domain(
    account: OfficialAccount, name: str, *, by: Actor, expires_on: date | None, **facts: Any
) -> RelatedDomain:
    """`facts`: purpose, registrar, kept_by, note."""
    account = locked(account)
    require(permissions.can_keep, by, account)
    try:
        found = read(name)
    except BadDomain as wrong:
        raise ValidationError({"name": str(wrong)}) from None
    if expires_on and expires_on > by.today + LONGEST:
        raise ValidationError({"expires_on": TOO_FAR})
    domain = RelatedDomain(
        account=account,
        name=found.shown,
        ascii_name=found.ascii,
        expires_on=expires_on,
        registered_by=by.user,
        **facts,
    )
    _keep_unique(domain)
    changes = {"ドメイン": (None, str(domain)), **_expiry(None, expires_on)}
    audit.record(
        actions.ADD_DOMAIN, domain, by=by, clause=CLAUSE, changes=changes, mentions=[account]
    )
    return domain


def _keep_unique(domain: RelatedDomain) -> None:
    """One domain, one row: also when two people add it at once."""
    try:
        with transaction.atomic():
            domain.save(force_insert=True)
    except IntegrityError:
        same = RelatedDomain.objects.select_related("account__service")
        taken = same.filter(ascii_name=domain.ascii_name).first()
        if taken is None:
            raise
        sentence = f"このドメインは「{taken.account}」のものとして、すでに登録されています。"
        raise ValidationError({"name": sentence}) from None


@transaction.atomic
def update_domain(
    domain: RelatedDomain, facts: Mapping[str, Any], *, by: Actor, edit_number: int
) -> None:
    """Raises EditedMeanwhile when somebody else was first."""
    domain = _locked(domain)
    require(permissions.can_keep, by, domain.account)
    if domain.edit_number != edit_number:
        raise EditedMeanwhile
    before = {name: getattr(domain, name) for name in KEPT_CURRENT}
    changed = audit.changed(before, {name: facts[name] for name in KEPT_CURRENT})
    if not changed:
        return
    for name, (_, new) in changed.items():
        setattr(domain, name, new)
    _store(domain, *changed)
    labels = {n: str(RelatedDomain._meta.get_field(n).verbose_name) for n in changed}
    changes = {labels[name]: pair for name, pair in changed.items()}
    _record(actions.UPDATE_DOMAIN, domain, by, changes)


@transaction.atomic
def renew_domain(
    domain: RelatedDomain,
    *,
    new_expires_on: date,
    renewed_on: date,
    by: Actor,
    note: str = "",
) -> DomainRenewal:
    """更新: the expiry moves on; the one before stays to be read."""
    domain = _locked(domain)
    require(permissions.can_keep, by, domain.account)
    _refuse_wrong(domain, new_expires_on, renewed_on, note, by.today)
    old = domain.expires_on
    renewal = DomainRenewal.objects.create(
        domain=domain,
        old_expires_on=old,
        new_expires_on=new_expires_on,
        renewed_on=renewed_on,
        renewed_by=by.user,
        note=note,
    )
    domain.expires_on = new_expires_on
    _store(domain, "expires_on")
    _record(actions.RENEW_DOMAIN, domain, by, _expiry(old, new_expires_on), note)
    return renewal


@transaction.atomic
def check_domain(
    domain: RelatedDomain,
    *,
    is_ours: str,
    leads_right: str,
    certificate_is_good: str,
    checked_on: date,
    note: str = "",
    by: Actor,
    now: datetime,
) -> DomainCheck:
    """4(5)エ: a look at the name itself. In other hands, it goes to the CISO at once."""
    domain = _locked(domain)
    require(permissions.can_keep, by, domain.account)
    said = {"is_ours": is_ours, "leads_right": leads_right} | {
        "certificate_is_good": certificate_is_good
    }
    wrong = {}
    if set(said.values()) != {Said.YES} and is_blank(note):
        wrong["note"] = "どうなっていたかを書いてください。"
    if checked_on > by.today:
        wrong["checked_on"] = "きょうか、それより前の日にしてください。"
    if wrong:
        raise ValidationError(wrong)
    facts = {"note": note, "checked_on": checked_on, "checked_by": by.user, "recorded_at": now}
    check = DomainCheck.objects.create(domain=domain, **said, **facts)
    changes = {
        str(DomainCheck._meta.get_field(name).verbose_name): (None, Said(word).label)
        for name, word in said.items()
    }
    if check.is_lost:
        raise_domain_alarm(check, by=by, now=now)
    _record(actions.CHECK_DOMAIN, domain, by, changes, note)
    return check


def _refuse_wrong(
    domain: RelatedDomain, new: date, renewed_on: date, note: str, today: date
) -> None:
    """A date typed wrongly is put right too: one too late would keep every reminder away."""
    wrong = {}
    until = wareki.long(domain.expires_on) if domain.expires_on else ""
    if new == domain.expires_on:
        wrong["new_expires_on"] = f"いまの期限（{until}）と同じ日です。"
    elif new > today + LONGEST:
        wrong["new_expires_on"] = TOO_FAR
    if until and new < domain.expires_on and is_blank(note):
        wrong["note"] = f"いまの期限（{until}）より前の日に直すときは、わけを書いてください。"
    if renewed_on > today:
        wrong["renewed_on"] = "更新した日は、きょうか、それより前の日にしてください。"
    if wrong:
        raise ValidationError(wrong)


def _locked(domain: RelatedDomain) -> RelatedDomain:
    return RelatedDomain.objects.with_names().select_for_update(of=("self",)).get(pk=domain.pk)


def _store(domain: RelatedDomain, *names: str) -> None:
    domain.edit_number += 1
    domain.save(update_fields=[*names, "edit_number"])


def _record(
    action: str, domain: RelatedDomain, by: Actor, changes: Mapping[str, Any], note: str = ""
) -> None:
    audit.record(
        action,
        domain,
        by=by,
        clause=CLAUSE,
        changes=changes,
        note=note,
        mentions=[domain.account],
    )


def _expiry(old: date | None, new: date | None) -> dict[str, tuple[str | None, str]]:
    before = wareki.long(old) if old else None
    return {"有効期限": (before, wareki.long(new) if new else "わからない")}
