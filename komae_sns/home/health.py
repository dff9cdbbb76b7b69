"""`/health/`: for load balancers, monitors and `up`. Says which part fails, and nothing more."""

import logging
import tomllib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from komae_sns.audit import triggers
from komae_sns.documents.evidence import antivirus
from komae_sns.documents.models import EvidenceCheck, EvidenceFault
from komae_sns.home.models import Heartbeat
from komae_sns.home.pulse import BEAT, WORKER

SILENT_TOO_LONG = timedelta(seconds=45)
BROKER_PATIENCE = 1  # seconds

UNREAD_TOO_LONG = timedelta(hours=50)  # two nights

OK, FAILED, UNKNOWN, OFF = "ok", "failed", "unknown", "off"
WATCHED = ("evidence", "antivirus")

log = logging.getLogger(__name__)


@login_not_required
@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    now = timezone.now()
    parts = examine(now=now)
    is_well = all(state == OK for state in parts.values())
    watched = watch(now=now) if parts["database"] == OK else dict.fromkeys(WATCHED, UNKNOWN)
    answer = {
        "status": OK if is_well else FAILED,
        "version": version(),
        "parts": parts,
        "watched": watched,
    }
    return JsonResponse(answer, status=200 if is_well else 503)


def examine(*, now: datetime) -> dict[str, str]:
    """Without a database nothing else is asked of it: each question could last a time-out."""
    parts = {"database": _tried(_database_answers), "broker": _tried(_broker_answers)}
    rest: dict[str, Callable[[], bool]] = {
        "migrations": _nothing_to_migrate,
        "guards": _guards_stand,
        WORKER: lambda: _lives(WORKER, now),
        BEAT: lambda: _lives(BEAT, now),
    }
    if parts["database"] != OK:
        return parts | dict.fromkeys(rest, UNKNOWN)
    return parts | {name: _tried(check) for name, check in rest.items()}


def watch(*, now: datetime) -> dict[str, str]:
    """What somebody must see to, while the portal itself goes on answering."""
    return {"evidence": _tried(lambda: _evidence_is_whole(now)), "antivirus": _antivirus()}


@cache
def version() -> str:
    return tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]["version"]


def _tried(check: Callable[[], bool]) -> str:
    try:
        return OK if check() else FAILED
    except (DatabaseError, RedisError, OSError) as problem:
        log.warning("health: %s", problem)
        return FAILED


def _database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _nothing_to_migrate() -> bool:
    return _shipped_migrations() <= MigrationRecorder(connection).applied_migrations().keys()


def _guards_stand() -> bool:
    return not triggers.missing()


@cache
def _shipped_migrations() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def _broker_answers() -> bool:
    broker = Redis.from_url(
        settings.REDIS_URL,
        socket_connect_timeout=BROKER_PATIENCE,
        socket_timeout=BROKER_PATIENCE,
        retry=Retry(NoBackoff(), 0),
    )
    with broker:
        return broker.ping()


def _evidence_is_whole(now: datetime) -> bool:
    """Read lately, and found as it was kept. A new portal has its first night before it."""
    last = EvidenceCheck.objects.first()
    is_late = last is not None and last.finished_at < now - UNREAD_TOO_LONG
    return not is_late and not EvidenceFault.objects.standing().exists()


def _antivirus() -> str:
    if not antivirus.is_asked():
        return OFF
    return OK if antivirus.answers() else FAILED


def _lives(name: str, now: datetime) -> bool:
    return Heartbeat.objects.filter(name=name, at__gte=now - SILENT_TOO_LONG).exists()
