"""By the calendar: whatever waits in the outbox is sent."""

from celery import shared_task
from django.utils import timezone

from komae_sns.notices import services


@shared_task(ignore_result=True)
def send_mails() -> str:
    return services.send_due(clock=timezone.now).sentence
