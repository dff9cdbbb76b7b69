"""By the calendar: 管理者 follows the post; what is stopped is looked after."""

from celery import shared_task
from django.utils import timezone

from accounts.services import follow_posts
from accounts.services.handovers import open_for_leaving
from accounts.services.status_checks import schedule_missing


@shared_task(ignore_result=True)
def let_managers_follow() -> None:
    follow_posts(timezone.localdate())


@shared_task(ignore_result=True)
def watch_over_stopped_accounts() -> None:
    schedule_missing(timezone.localdate())


@shared_task(ignore_result=True)
def open_handovers() -> None:
    now = timezone.now()
    open_for_leaving(timezone.localdate(now), now)
