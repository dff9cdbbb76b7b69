"""送りなおす: by the secretariat, after an address or a server was put right."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from komae_sns.audit import services as audit
from komae_sns.notices import permissions
from komae_sns.notices.models import DeadAddress, Mail, MailServer
from komae_sns.notices.services.telling import ask_for_sending
from komae_sns.notices.status import MailStatus
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require

MOST = 500  # at one click


@transaction.atomic
def send_again(mail: Mail, *, by: Actor, now: datetime) -> None:
    """One that could not be delivered, or one whose next attempt lies far ahead."""
    require(permissions.can_see_to_mails, by)
    mail = Mail.objects.select_for_update().select_related("person").get(pk=mail.pk)
    if mail.status == MailStatus.WAITING:
        Mail.objects.waiting().filter(pk=mail.pk).update(next_attempt_at=now)
    else:
        mail.move_to(MailStatus.WAITING, next_attempt_at=now)
    _try_the_server()
    audit.record("notices.mail_again", mail, by=by, mentions=[mail.person])


@transaction.atomic
def send_all_again(*, by: Actor, now: datetime) -> int:
    """All that could not be delivered to people whose address is good now. How many."""
    require(permissions.can_see_to_mails, by)
    dead = DeadAddress.objects.standing().filter(
        person=OuterRef("person"), address=OuterRef("person__email")
    )
    able = Mail.objects.undeliverable().filter(~Exists(dead), person__is_active=True)
    chosen = able.exclude(person__email="").order_by("pk").select_for_update(of=("self",))[:MOST]
    mails = list(chosen)
    for mail in mails:
        mail.move_to(MailStatus.WAITING, next_attempt_at=now)
    if mails:
        _try_the_server()
        audit.record(
            "notices.mails_again", mails[0], by=by, note=f"{len(mails)}通", mentions=mails[1:]
        )
    return len(mails)


def _try_the_server() -> None:
    MailServer.objects.filter(pk=1).update(away_until=None)
    ask_for_sending()
