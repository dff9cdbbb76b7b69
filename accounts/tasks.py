"""By the calendar: 管理者 follows the post."""

from celery import shared_task
from django.utils import timezone

from accounts.services import follow_posts


@shared_task(ignore_result=True)
def let_managers_follow() -> None:
    follow_posts(timezone.localdate())
