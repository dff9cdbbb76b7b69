"""Worker and beat write that they are alive; `/health/` reads it."""

import logging
import time

from celery.beat import PersistentScheduler
from django.db import DatabaseError, connection
from django.utils import timezone

from komae_sns.home.models import Heartbeat

EVERY_SECONDS = 10
WORKER, BEAT = "worker", "beat"

log = logging.getLogger(__name__)


class Pulse:
    """Writes at most every EVERY_SECONDS, however often it is asked; a failed write is no harm."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.next_at = 0.0

    def beat(self) -> None:
        if time.monotonic() < self.next_at:
            return
        self.next_at = time.monotonic() + EVERY_SECONDS
        try:
            Heartbeat.objects.beat(self.name, now=timezone.now())
        except DatabaseError as problem:
            log.warning("heartbeat of %s not written: %s", self.name, problem)
        finally:
            connection.close()  # children forked later must not inherit it


worker = Pulse(WORKER)


class Scheduler(PersistentScheduler):
    """Celery's own, which keeps its place in a file, with a pulse."""

    def __init__(self, *args, **kwargs) -> None:
        self.pulse = Pulse(BEAT)
        super().__init__(*args, **kwargs)

    def tick(self, *args, **kwargs) -> float:
        self.pulse.beat()
        return super().tick(*args, **kwargs)
