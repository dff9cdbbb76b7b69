"""By the calendar, with what only the roof knows: who may still see what."""

import logging
from datetime import datetime
from pathlib import Path

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from komae_sns.home.intake import services as intake
from komae_sns.home.intake.models import Intake
from komae_sns.home.registry.copy.pages import Copy
from komae_sns.home.registry.copy.writing import write
from komae_sns.home.reorganisation import services as reorganisation
from komae_sns.home.sight import readable
from komae_sns.notices import services

log = logging.getLogger(__name__)


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
def write_registry_copy() -> str:
    """Where the settings name a folder; what has not changed is not written."""
    if not settings.REGISTRY_COPY_DIR:
        return "書き出す先は決められていない"
    copy = Copy(settings.REGISTRY_URL)
    written = write(Path(settings.REGISTRY_COPY_DIR), copy.files())
    for failure in copy.failed:
        log.error("registry: %s", failure)
    return f"市民に見せる一覧を書き出した（{len(written.changed)}件）"


@shared_task(ignore_result=True)
def carry_out_reorganisations() -> None:
    reorganisation.carry_out_due(timezone.localdate(), timezone.now())
