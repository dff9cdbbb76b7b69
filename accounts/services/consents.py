"""4(3)エ: consents are on file before anybody posts what shows who somebody is."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import actions, permissions
from accounts.models import Consent, OfficialAccount
from accounts.services.locking import locked
from komae_sns.audit import services as audit
from komae_sns.documents import wareki
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require
from komae_sns.text import is_blank

CLAUSE = "4(3)エ"
WORDS = ("subject", "scope", "evidence")


@transaction.atomic
def record_consent(
    account: OfficialAccount,
    *,
    given_on: date,
    ends_on: date | None = None,
    by: Actor,
    **facts: Any,
) -> Consent:
    """`facts`: subject, giver, scope, evidence. The trail names no person."""
    account = locked(account)
    require(permissions.can_record_consents, by, account)
    wrong = {name: "入力してください。" for name in WORDS if is_blank(facts[name])}
    if given_on > by.today:
        wrong["given_on"] = "きょうまでの日にしてください。"
    if ends_on and ends_on < given_on:
        wrong["ends_on"] = "最後の日は、了解を得た日より後にしてください。"
    if wrong:
        raise ValidationError(wrong)
    consent = Consent(account=account, given_on=given_on, ends_on=ends_on, recorded_by=by.user)
    for name, value in facts.items():
        setattr(consent, name, value)
    consent.save(force_insert=True)
    until = wareki.long(ends_on) if ends_on else "定めなし"
    changes = {"了解の記録": (None, f"番号{consent.pk}"), "最後の日": (None, until)}
    audit.record(actions.RECORD_CONSENT, account, by=by, clause=CLAUSE, changes=changes)
    return consent


@transaction.atomic
def withdraw_consent(consent: Consent, *, withdrawn_on: date, because: str, by: Actor) -> None:
    """Whoever gave it took it back: what was posted has to be looked at."""
    account = locked(consent.account)
    require(permissions.can_record_consents, by, account)
    consent = account.consents.select_for_update(of=("self",)).get(pk=consent.pk)
    if consent.is_withdrawn:
        raise ValidationError("この了解は、もう取り消されています。")
    if not consent.given_on <= withdrawn_on <= by.today:
        sentence = "了解を得た日から、きょうまでの日にしてください。"
        raise ValidationError({"withdrawn_on": sentence})
    consent.withdrawn_on, consent.withdrawn_because = withdrawn_on, because
    consent.withdrawn_by = by.user
    consent.save(update_fields=["withdrawn_on", "withdrawn_because", "withdrawn_by"])
    changes = {"了解の記録": (f"番号{consent.pk}", "取り消された")}
    audit.record(actions.WITHDRAW_CONSENT, account, by=by, clause=CLAUSE, changes=changes)
