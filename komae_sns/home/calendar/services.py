"""The address is made, changed and taken away by the person alone."""

import secrets
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from komae_sns.audit import services as audit
from komae_sns.home.calendar.models import CalendarAddress
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import User

LABELS = {
    "home.calendar_address_made": "予定表のアドレスをつくった",
    "home.calendar_address_removed": "予定表のアドレスをなくした",
}
TOKEN_BYTES = 32


@transaction.atomic
def make_address(*, by: Actor, now: datetime) -> str:
    """The secret part, told this once; the one before does not work any more."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    facts = {"token_sha256": _hashed(token), "made_at": now}
    CalendarAddress.objects.update_or_create(person=by.user, defaults=facts)
    audit.record("home.calendar_address_made", by.user, by=by)
    return token


@transaction.atomic
def remove_address(*, by: Actor) -> bool:
    removed, _ = CalendarAddress.objects.filter(person=by.user).delete()
    if removed:
        audit.record("home.calendar_address_removed", by.user, by=by)
    return bool(removed)


def person_of(token: str) -> User | None:
    """Who knows the secret knows a preimage of the hash: what is compared tells nothing of it."""
    found = CalendarAddress.objects.filter(token_sha256=_hashed(token), person__is_active=True)
    address = found.select_related("person").first()
    return address.person if address else None


def _hashed(token: str) -> str:
    return sha256(token.encode()).hexdigest()
