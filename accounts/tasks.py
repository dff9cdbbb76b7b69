"""By the calendar: 管理者 follows the post; what is stopped is looked after; years are reviewed."""

from datetime import datetime

from celery import shared_task
from django.utils import timezone

from accounts.services import follow_posts
from accounts.services.annual_reviews import keep_up
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


@shared_task(ignore_result=True)
def keep_up_annual_reviews(now: datetime | None = None) -> None:
    now = now or timezone.now()
    keep_up(timezone.localdate(now), now=now)
