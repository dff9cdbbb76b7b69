"""By the calendar, and when somebody asks for a file: see services.exports."""

from celery import shared_task
from django.utils import timezone

from komae_sns.documents.services import evidence_checks, exports, uploads


@shared_task(ignore_result=True)
def make_exports() -> None:
    exports.make_waiting()


@shared_task(ignore_result=True)
def expire_exports() -> None:
    exports.expire(timezone.now())


@shared_task(ignore_result=True)
def expire_uploads() -> None:
    uploads.expire(timezone.now())


@shared_task(ignore_result=True)
def verify_evidence() -> str:
    checked = evidence_checks.verify_all(now=timezone.now())
    return f"証拠{checked.files:,}件を確かめた。保存したままでないもの{checked.damaged:,}件"
