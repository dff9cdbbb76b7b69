"""The mails of the demo city: old ones were sent, one address has gone, one person has none."""

from datetime import datetime

from komae_sns.home.demo.town import Town
from komae_sns.notices.models import Mail
from komae_sns.notices.services import mark_dead
from komae_sns.notices.status import MailStatus
from komae_sns.staff.models import User

GONE, REPLY = "member4", "550 5.1.1 User unknown"
WITHOUT = "secretariat2"


def take_address(town: Town) -> None:
    User.objects.filter(pk=town.people[WITHOUT].pk).update(email="")


def send(moment: datetime) -> None:
    """What was told until that evening went out then."""
    Mail.objects.waiting().update(created_at=moment)
    for mail in Mail.objects.waiting().with_names():
        mail.move_to(MailStatus.SENT, sent_at=moment, sent_to=mail.person.email, attempts=1)


def come_back(town: Town) -> None:
    """The last mail to somebody whose mailbox was closed."""
    mail = Mail.objects.waiting().filter(person=town.people[GONE]).first()
    if mail:
        mark_dead(mail.person, mail.person.email, REPLY, now=town.clock.now)
        mail.move_to(MailStatus.UNDELIVERABLE, trouble=REPLY, attempts=1)
