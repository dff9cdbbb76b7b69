"""The broker away for a minute and empty when it comes back: the database holds what is due."""

import os
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager

import pytest
from django.conf import settings as portal
from django.db import connection
from django.utils import timezone

from accounts.models import RelatedDomain
from komae_sns import embedded
from komae_sns.notices.kinds import Kind
from komae_sns.notices.models import Mail, Notice, Reminder
from komae_sns.staff.models import User
from tests.notices.post_office import post_office
from tests.reminders.rows import days, library

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
TOLD_OF_EACH, AWAY_SECONDS = 3, 60


@contextmanager
def celery(folder, port, *words):
    """As `up` starts it, with an eye on the tests' own database."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "komae_sns.settings.local",
        "REDIS_URL": f"unix://{embedded.valkey_socket(folder)}",
        "TRIAL_DATABASE": str(connection.settings_dict["NAME"]),
        "TRIAL_SMTP_PORT": str(port),
    }
    command = [sys.executable, "-m", "celery", "-A", "tests.reminders.busy_portal", *words]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, cwd=portal.BASE_DIR, env=environment, **quiet) as process:
        try:
            yield process
        finally:
            process.terminate()


def due(account, number):
    begun = RelatedDomain.objects.count()
    names = [f"tosho{begun + n}.example.jp" for n in range(number)]
    facts = {"account": account, "purpose": "催し", "kept_by": "図書館"}
    RelatedDomain.objects.bulk_create(
        RelatedDomain(
            name=name,
            ascii_name=name,
            expires_on=timezone.localdate() - days(1),
            registered_by=account.manager.user,
            **facts,
        )
        for name in names
    )


def wait_until_sent(number, seconds=90):
    end = time.monotonic() + seconds
    told = Reminder.objects.told().filter(kind=Kind.DOMAIN_EXPIRING)
    while Mail.objects.filter(status="SENT").count() < number:
        assert time.monotonic() < end, (told.count(), Mail.objects.count())
        time.sleep(0.5)
    assert told.count() == Notice.objects.filter(kind=Kind.DOMAIN_EXPIRING).count() == number


def test_away_for_a_minute_and_flushed_nothing_is_lost_or_doubled(settings):
    account, folder = library(), embedded.private_folder()
    User.objects.update(email="everybody@city.komae.lg.jp")
    with ExitStack() as running:
        office = running.enter_context(post_office(settings))
        valkey = embedded.start_valkey(folder)
        running.enter_context(celery(folder, office.port, "worker", "--concurrency", "1"))
        for number in (1, 2):
            pulse = f"--schedule={folder / f'beat{number}'}"
            running.enter_context(celery(folder, office.port, "beat", pulse))
        due(account, 50)
        wait_until_sent(50 * TOLD_OF_EACH)

        valkey.stop()
        due(account, 100)
        time.sleep(AWAY_SECONDS)
        valkey = embedded.start_valkey(folder)  # keeps nothing on disk
        running.callback(valkey.stop)
        due(account, 50)
        wait_until_sent(200 * TOLD_OF_EACH)

    assert len({m["Message-ID"] for m in office.received}) == len(office.received) == 600
