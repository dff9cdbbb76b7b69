"""By the calendar, and when somebody asks for a file: see services.exports."""

from celery import shared_task
from django.utils import timezone

from komae_sns.documents.services import exports


@shared_task(ignore_result=True)
def make_exports() -> None:
    exports.make_waiting()


@shared_task(ignore_result=True)
def expire_exports() -> None:
    exports.expire(timezone.now())
