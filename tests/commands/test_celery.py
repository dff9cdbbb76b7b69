"""Redis only says "now": without it nothing waits and nothing is lost."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from komae_sns.celery import app, broker_url
from komae_sns.timetable import TIMETABLE

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("redis_url", "expected"),
    [
        ("redis://127.0.0.1:6379/0", "redis://127.0.0.1:6379/0"),
        ("rediss://user:secret@redis:6380/2", "rediss://user:secret@redis:6380/2"),
        ("unix:///run/redis.sock", "redis+socket:///run/redis.sock?virtual_host=0"),
        ("unix:///run/redis.sock?db=3", "redis+socket:///run/redis.sock?virtual_host=3"),
        ("unix://:secret@/run/redis.sock", "redis+socket://:secret@/run/redis.sock?virtual_host=0"),
    ],
)
def test_a_redis_address_is_said_in_kombus_words(redis_url, expected):
    assert broker_url(redis_url) == expected


ASK = """
import time, django
django.setup()
from komae_sns.celery import app
from komae_sns.nudging import nudge
nudge(app.tasks["celery.backend_cleanup"])  # the first one imports kombu's transport
started = time.monotonic()
asked = nudge(app.tasks["celery.backend_cleanup"])
print(asked, time.monotonic() - started)
"""


def ask(**variables):
    """A fresh process, as a web worker is; whether the work was asked for, and the seconds."""
    asked = subprocess.run(
        [sys.executable, "-c", ASK],
        check=True,
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "komae_sns.settings.local"} | variables,
        capture_output=True,
        text=True,
    )
    answer, seconds = asked.stdout.split()
    return answer, float(seconds)


@pytest.mark.parametrize("away", ["unix:///nonexistent/redis.sock", "redis://127.0.0.1:1/0"])
def test_without_redis_asking_for_work_fails_softly_and_at_once(away):
    answer, seconds = ask(REDIS_URL=away)

    assert answer == "False"
    assert seconds < 1


def test_a_redis_that_does_not_answer_holds_nobody_up_for_long():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        answer, seconds = ask(REDIS_URL=f"redis://127.0.0.1:{silent.getsockname()[1]}/0")

    assert answer == "False"
    assert seconds < 6


def test_with_redis_the_work_is_asked_for():
    app.control.purge()  # what other tests asked for, and no worker took

    answer, _ = ask()

    assert answer == "True"
    assert app.control.purge() >= 2


@pytest.mark.parametrize("name", TIMETABLE)
def test_every_line_of_the_timetable_names_a_task_that_exists(name):
    app.loader.import_default_modules()

    assert TIMETABLE[name]["task"] in app.tasks


def test_the_trail_is_verified_every_night():
    """The page of the trail promises it."""
    nightly = {row["task"]: row["schedule"] for row in TIMETABLE.values()}

    schedule = nightly["komae_sns.audit.tasks.verify_trail"]

    assert (schedule.hour, schedule.minute) == ({2}, {30})
