"""The mails of the demo city: old ones were sent, one address has gone, one person has none."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from komae_sns import office_days
from komae_sns.home.demo.town import Town
from komae_sns.notices import services
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


def remind(town: Town) -> None:
    """As beat did it on the last 開庁日, in the morning."""
    day = office_days.on_or_before(town.clock.today)
    if _morning(day) > town.clock.now:
        day = office_days.on_or_before(day - timedelta(days=1))
    services.remind(now=_morning(day))


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(9), timezone.get_current_timezone())


def come_back(town: Town) -> None:
    """The last mail to somebody whose mailbox was closed."""
    mail = Mail.objects.waiting().filter(person=town.people[GONE]).first()
    if mail:
        mark_dead(mail.person, mail.person.email, REPLY, now=town.clock.now)
        mail.move_to(MailStatus.UNDELIVERABLE, trouble=REPLY, attempts=1)
