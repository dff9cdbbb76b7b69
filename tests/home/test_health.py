"""`/health/` says which part fails, to anybody, quickly."""

import json
import os
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from komae_sns.documents.models import EvidenceCheck
from komae_sns.home.health import SILENT_TOO_LONG, version
from komae_sns.home.models import Heartbeat

WELL = dict.fromkeys(("database", "broker", "migrations", "guards", "worker", "beat"), "ok")
WATCHED = {"evidence": "ok", "antivirus": "off"}
ASK = """
import django
django.setup()
from django.test import Client
print(Client().get("/health/").content.decode())
"""

pytestmark = pytest.mark.django_db


@pytest.fixture
def beating():
    for name in ("worker", "beat"):
        Heartbeat.objects.beat(name, now=timezone.now())


@pytest.mark.usefixtures("beating")
def test_all_well_answers_200_without_log_in_and_without_cookies(client):
    response = client.get("/health/")

    assert response.status_code == 200
    well = {"status": "ok", "version": version(), "parts": WELL, "watched": WATCHED}
    assert response.json() == well
    assert not response.cookies
    assert "no-store" in response["Cache-Control"]


@pytest.mark.usefixtures("beating")
@pytest.mark.parametrize("silent", ["worker", "beat"])
def test_a_program_silent_for_too_long_is_named(client, silent):
    Heartbeat.objects.beat(silent, now=timezone.now() - SILENT_TOO_LONG - timedelta(seconds=1))

    response = client.get("/health/")

    assert response.status_code == 503
    assert response.json()["parts"] == WELL | {silent: "failed"}


def test_programs_that_never_beat_are_named(client):
    assert client.get("/health/").json()["parts"] == WELL | {"worker": "failed", "beat": "failed"}


@pytest.mark.usefixtures("beating")
@pytest.mark.parametrize("away", ["unix:///nonexistent/redis.sock", "redis://127.0.0.1:1/0"])
def test_redis_away_is_named_at_once(client, settings, away):
    settings.REDIS_URL = away
    started = time.monotonic()

    response = client.get("/health/")

    assert time.monotonic() - started < 2
    assert response.status_code == 503
    assert response.json()["parts"] == WELL | {"broker": "failed"}


@pytest.mark.usefixtures("beating")
def test_a_migration_not_yet_applied_is_named(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'home' AND name LIKE '0001%%'")

    response = client.get("/health/")

    assert response.status_code == 503
    assert response.json()["parts"] == WELL | {"migrations": "failed"}


def test_a_database_away_is_named_and_asked_nothing_more():
    asked = subprocess.run(
        [sys.executable, "-c", ASK],
        check=True,
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": "postgres://portal@//nonexistent/portal"},
        capture_output=True,
        text=True,
    )

    assert json.loads(asked.stdout)["parts"] == WELL | {"database": "failed"} | dict.fromkeys(
        ("migrations", "guards", "worker", "beat"), "unknown"
    )


@pytest.mark.usefixtures("beating")
def test_evidence_not_read_for_two_nights_is_named_and_the_portal_goes_on(client):
    EvidenceCheck.objects.create(
        finished_at=timezone.now() - timedelta(hours=51), files=0, damaged=0, strangers=0
    )

    response = client.get("/health/")

    assert response.status_code == 200
    assert response.json()["watched"] == WATCHED | {"evidence": "failed"}


@pytest.mark.usefixtures("beating")
def test_a_scanner_that_does_not_answer_is_named(client, settings):
    settings.CLAMD_URL = "unix:///nonexistent/clamd.ctl"

    response = client.get("/health/")

    assert response.status_code == 200
    assert response.json()["watched"] == WATCHED | {"antivirus": "failed"}


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_can_only_be_read(client, method):
    assert getattr(client, method)("/health/").status_code == 405


@pytest.mark.integrity
def test_a_program_has_one_heartbeat_the_last():
    early, late = timezone.now() - timedelta(hours=1), timezone.now()

    Heartbeat.objects.beat("worker", now=early)
    Heartbeat.objects.beat("worker", now=late)

    assert list(Heartbeat.objects.values_list("name", "at")) == [("worker", late)]
