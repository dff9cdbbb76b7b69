"""By the calendar: 持ち回り whose deadline has passed."""

from celery import shared_task
from django.utils import timezone

from approvals.services import circulation


@shared_task(ignore_result=True)
def close_overdue_answers() -> None:
    circulation.finish_overdue(now=timezone.now())
