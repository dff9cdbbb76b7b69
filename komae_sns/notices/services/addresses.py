"""Addresses that a server refused for good: found by the sender, seen to by the secretariat."""

from datetime import datetime

from django.db import transaction

from komae_sns.audit import services as audit
from komae_sns.notices import permissions
from komae_sns.notices.models import DeadAddress
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import User
from komae_sns.staff.permissions import require


@transaction.atomic
def mark_dead(person: User, address: str, reply: str, *, now: datetime) -> None:
    """Once for an address, however many mails come back at the same time."""
    list(User.objects.select_for_update().filter(pk=person.pk))
    if DeadAddress.objects.standing().filter(person=person, address=address).exists():
        return
    DeadAddress.objects.create(person=person, address=address, reply=reply[:300], found_at=now)
    audit.record(
        "notices.address_dead", person, by=None, note=reply, changes={"宛先": (None, address)}
    )


@transaction.atomic
def clear_address(dead: DeadAddress, *, by: Actor, now: datetime) -> bool:
    """もう一度使う: the mailbox is there again. False when a colleague was quicker."""
    require(permissions.can_see_to_mails, by)
    cleared = DeadAddress.objects.standing().filter(pk=dead.pk)
    if not cleared.update(cleared_at=now, cleared_by=by.user):
        return False
    audit.record(
        "notices.address_cleared", dead.person, by=by, changes={"宛先": (None, dead.address)}
    )
    return True
