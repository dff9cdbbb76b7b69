"""4(5)エ: what a status check or a check of a domain finds wrong is an incident at once."""

from datetime import datetime

from accounts.alarm_takers import Taker
from accounts.models import StatusAlarm
from incidents import cards
from incidents.models import Incident
from incidents.services.reporting import FirstReport, open_incident
from komae_sns.staff.actors import Actor


def take(alarm: StatusAlarm, by: Actor, now: datetime) -> None:
    """With everything filled in, by whoever found it."""
    account = alarm.account
    domain = alarm.domain_check.domain if alarm.domain_check else None
    found = alarm.check_found_by.result if alarm.check_found_by else "DOMAIN"
    told = FirstReport(
        kind=cards.kind_of_alarm(found),
        what=alarm.what,
        where=str(domain) if domain else account.url,
        account=account,
        alarm=alarm,
    )
    open_incident(told, by=by, now=now)


def address(alarm: StatusAlarm) -> str:
    incident = Incident.objects.filter(alarm=alarm).first()
    return incident.get_absolute_url() if incident else ""


TAKER = Taker(take, address)
