"""By the calendar: the trail's end is signed and kept outside the database; the whole is read."""

from celery import shared_task
from django.utils import timezone

from komae_sns.audit import checkpoints, signing
from komae_sns.audit.models import Verification
from komae_sns.audit.verification import verify_stored


@shared_task(ignore_result=True)
def write_checkpoint() -> str:
    written = checkpoints.write(timezone.now())
    return f"通番{written.seq}までに署名した" if written else "新しい記録はない"


@shared_task(ignore_result=True)
def verify_trail() -> str:
    key = signing.read_public(signing.public_pem())
    report = verify_stored(checkpoints.stored(), key)
    Verification.objects.create(
        finished_at=timezone.now(),
        entries=report.entries,
        checkpoints=report.checkpoints,
        faults=[fault.sentence for fault in report.faults],
    )
    return f"証跡{report.entries:,}件を確かめた。誤り{len(report.faults)}件"
