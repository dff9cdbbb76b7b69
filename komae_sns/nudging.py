"""Asking a worker to start now, below every app: `komae_sns.celery` knows the roof."""

import logging

from celery import Task
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


def nudge(task: Task, *arguments: object) -> bool:
    """Ask a worker to start now; False without Redis, when the work waits for the timetable."""
    try:
        task.delay(*arguments)
    except OperationalError as problem:
        log.warning("%s waits for the timetable: %s", task.name, problem)
        return False
    return True
