"""By the calendar, with what only the roof knows: who may still see what."""

from datetime import datetime

from celery import shared_task
from django.utils import timezone

from komae_sns.home.intake import services as intake
from komae_sns.home.intake.models import Intake
from komae_sns.home.reorganisation import services as reorganisation
from komae_sns.home.sight import readable
from komae_sns.notices import services


@shared_task(ignore_result=True)
def write_digests(now: datetime | None = None) -> str:
    written = services.write_digests(now=now or timezone.now(), readable=readable)
    return f"まとめのメールを{written}通書いた"


@shared_task(ignore_result=True)
def discard_expired_intakes() -> None:
    now = timezone.now()
    for expired in Intake.objects.expired(now).light():
        intake.discard(expired, by=None, now=now)


@shared_task(ignore_result=True)
def carry_out_reorganisations() -> None:
    reorganisation.carry_out_due(timezone.localdate(), timezone.now())
