"""By the calendar: who is to be reminded is told, and whatever waits in the outbox is sent."""

from datetime import datetime

from celery import shared_task
from django.utils import timezone

from komae_sns.notices import services


@shared_task(ignore_result=True)
def send_mails() -> str:
    return services.send_due(clock=timezone.now).sentence


@shared_task(ignore_result=True)
def remind(now: datetime | None = None) -> str:
    return services.remind(now=now or timezone.now()).sentence
