"""Work outside the request. The database holds what is to be done; Redis only says "now"."""

import os
from urllib.parse import parse_qs, urlencode, urlsplit

from celery import Celery
from celery.signals import heartbeat_sent, worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "komae_sns.settings.production")

from django.conf import settings

from komae_sns.processes import die_with_parent
from komae_sns.timetable import TIMETABLE


def broker_url(redis_url: str) -> str:
    """kombu names a Redis socket otherwise than redis-py: redis+socket://, virtual_host."""
    address = urlsplit(redis_url)
    if address.scheme != "unix":
        return redis_url
    wanted = {name: values[0] for name, values in parse_qs(address.query).items()}
    wanted["virtual_host"] = wanted.pop("db", "0")
    return f"redis+socket://{address.netloc}{address.path}?{urlencode(wanted)}"


app = Celery("komae_sns")
app.conf.update(
    timezone=settings.TIME_ZONE,
    broker_url=broker_url(settings.REDIS_URL),
    broker_connection_retry_on_startup=True,
    # A page that asks for work must not wait for a Redis that is away.
    broker_transport_options={
        "socket_connect_timeout": 1,
        "socket_timeout": 3,
        "max_retries": 0,
    },
    task_publish_retry=False,
    task_default_queue="portal",
    task_ignore_result=True,
    task_serializer="json",
    accept_content=["json"],
    # A task may run again after a crash: every one of them is safe twice.
    task_acks_late=True,
    task_time_limit=60 * 60,
    worker_prefetch_multiplier=1,
    worker_max_memory_per_child=200_000,  # KiB
    worker_hijack_root_logger=False,
    beat_schedule=TIMETABLE,
    beat_scheduler="komae_sns.home.pulse:Scheduler",
    beat_schedule_filename=str(settings.VAR_DIR / "celerybeat-schedule"),
    beat_max_loop_interval=10,  # seconds; also how often it writes its pulse
)
app.autodiscover_tasks()


@worker_process_init.connect
def _end_with_the_worker(**_: object) -> None:
    die_with_parent()


@heartbeat_sent.connect
def _write_pulse(**_: object) -> None:
    from komae_sns.home import pulse  # has models, which are not there yet when this module loads

    pulse.worker.beat()
