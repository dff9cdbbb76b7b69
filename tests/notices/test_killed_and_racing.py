"""DESIGN 10.6: a mail is never lost between claim and send, and two senders do not share one."""

import os
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.conf import settings as portal
from django.db import connection
from django.utils import timezone

from komae_sns.notices.models import Mail, Notice
from komae_sns.notices.services import enqueue, send_due
from komae_sns.notices.services.sending import LEASE
from tests.notices.post_office import OK, TAKE_AND_HANG, post_office
from tests.notices.rows import application, mail_to, reader, tell

pytestmark = [pytest.mark.integrity, pytest.mark.django_db(transaction=True)]

SENDER = """
import sys, django
django.setup()
from django.conf import settings
from django.db import connections
connections["default"].settings_dict["NAME"] = sys.argv[1]
settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(sys.argv[2])
settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
from komae_sns.notices.tasks import send_mails
print(send_mails())
"""


@contextmanager
def sending_process(port):
    words = [sys.executable, "-c", SENDER, str(connection.settings_dict["NAME"]), str(port)]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "komae_sns.settings.local"}
    with subprocess.Popen(words, cwd=portal.BASE_DIR, env=environment) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_until(there, seconds=20):
    end = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_sender_killed_before_it_marks_a_mail_leaves_it_to_be_sent_again(settings):
    mails = [mail_to(reader(email=f"p{n}@city.komae.lg.jp")) for n in range(3)]

    def hangs_at_the_second(command, words):
        return TAKE_AND_HANG if command == "DATA" and words.startswith("p1@") else OK

    with post_office(settings, hangs_at_the_second) as office:
        with sending_process(office.port) as process:
            wait_until(lambda: len(office.received) == 2)
            process.kill()
        assert Mail.objects.waiting().count() == 2
        assert send_due(clock=timezone.now).sent == 0  # its lease still holds

        office.answers = lambda command, words: OK
        later = LEASE + timedelta(minutes=1)
        assert send_due(clock=lambda: timezone.now() + later).sent == 2

        copies = [office.copies_of(mail.message_id) for mail in mails]
    assert copies == [1, 2, 1]  # the server had taken the second one: the same mail, twice
    assert not Mail.objects.waiting().exists()
    assert Notice.objects.count() == 3


def in_threads(job, hands):
    def run(_):
        try:
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(hands) as pool:
        return list(pool.map(run, range(hands)))


def test_senders_that_race_send_each_mail_once(settings):
    about = application()
    tell(*(reader() for _ in range(120)), about=about)

    with post_office(settings) as office:
        settings.EMAIL_TIMEOUT = 10
        reports = in_threads(lambda: send_due(clock=timezone.now), hands=3)

    assert sum(report.sent for report in reports) == 120
    assert set(Counter(m["Message-ID"] for m in office.received).values()) == {1}
    assert len(office.received) == 120


def test_told_at_once_by_several_hands_there_is_one_notice_and_one_mail():
    person, about = reader(), application()
    about.get_absolute_url()

    in_threads(lambda: enqueue("application_returned", [person], about=about), hands=3)

    assert (Notice.objects.count(), Mail.objects.count()) == (1, 1)
