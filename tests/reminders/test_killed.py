"""Workers killed at any moment, mail servers in every mood: nothing is lost or told twice."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.conf import settings as portal
from django.db import connection
from django.utils import timezone

from accounts.models import RelatedDomain
from komae_sns.notices.kinds import Kind
from komae_sns.notices.models import DeadAddress, Mail, MailServer, Notice, Reminder
from komae_sns.notices.reminders import reminding_of
from komae_sns.notices.services import remind, send_due
from komae_sns.notices.services.sending import LEASE
from komae_sns.staff.models import User
from tests.notices.post_office import HANG, OK, closed_port, post_office
from tests.reminders.rows import TUESDAY, at, days, library

pytestmark = [pytest.mark.integrity, pytest.mark.django_db(transaction=True)]
DOMAIN = Kind.DOMAIN_EXPIRING
TOLD_OF_EACH = 3  # head, director, secretariat
CHANCE = random.Random(20261124)

# Told "go", it becomes a worker of its own that plans, tells and sends; started once for all.
WORKERS = """
import os, signal, sys, django
django.setup()
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
from datetime import datetime
from django.conf import settings
from django.db import connections
from django.utils import timezone
connections["default"].settings_dict["NAME"] = sys.argv[1]
settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(sys.argv[2])
settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
from komae_sns.notices import services
from komae_sns.notices.kinds import Kind
from komae_sns.notices.reminders import delivering, reminding_of
from komae_sns.notices.services import telling
telling._start_sending = lambda: None
delivering.BATCH = 40
now = datetime.fromisoformat(sys.argv[3])
for line in sys.stdin:
    child = os.fork()
    if child:
        print(child, flush=True)
        continue
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    services.remind(now=now, remindings=[reminding_of(Kind.DOMAIN_EXPIRING)])
    services.send_due(clock=timezone.now)
    os._exit(0)
"""


class Workers:
    def __init__(self, process: subprocess.Popen) -> None:
        self.process = process

    def start(self) -> int:
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())


@contextmanager
def workers(port: int):
    name = str(connection.settings_dict["NAME"])
    words = [sys.executable, "-c", WORKERS, name, str(port), at(TUESDAY).isoformat()]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "komae_sns.settings.local"}
    with subprocess.Popen(words, cwd=portal.BASE_DIR, env=environment, **pipes) as process:
        try:
            yield Workers(process)
        finally:
            process.kill()


def gone(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return False


def wait_for(process: int, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not gone(process):
        assert time.monotonic() < end
        time.sleep(0.01)


def due(account, number: int) -> None:
    """So many domains that expired yesterday."""
    begun = RelatedDomain.objects.count()
    names = [f"tosho{begun + n}.example.jp" for n in range(number)]
    RelatedDomain.objects.bulk_create(
        RelatedDomain(
            account=account,
            name=name,
            ascii_name=name,
            purpose="催し",
            kept_by="図書館",
            expires_on=TUESDAY - days(1),
            registered_by=account.manager.user,
        )
        for name in names
    )


@pytest.fixture
def account():
    made = library()
    for number, user in enumerate(User.objects.all()):
        user.email = f"p{number}@city.komae.lg.jp"
        user.save(update_fields=["email"])
    return made


def told_once(number: int) -> bool:
    rows = Reminder.objects.values_list("subject_id", "person", "status")
    assert Counter(status for _, _, status in rows) == {"TOLD": number}
    assert len({(subject, person) for subject, person, _ in rows}) == number
    assert Notice.objects.count() == Mail.objects.count() == number
    return True


def killed_at(points: int, account, settings, domains: int) -> None:
    """At each point new matters are due, two work at them, and one of the two is killed."""
    with post_office(settings) as office, workers(office.port) as hands:
        wait_for(hands.start())  # everything is loaded
        longest = 0.5
        for _ in range(points):
            due(account, domains)
            begun = time.monotonic()
            first, second = hands.start(), hands.start()
            time.sleep(CHANCE.uniform(0, longest))
            if not gone(first):
                os.kill(first, signal.SIGKILL)
            wait_for(second)
            longest = time.monotonic() - begun
        number = points * domains * TOLD_OF_EACH
        remind(now=at(TUESDAY, 10), remindings=[reminding_of(DOMAIN)])
        settings.EMAIL_TIMEOUT = 10
        send_due(clock=lambda: timezone.now() + LEASE + timedelta(minutes=1))

        assert told_once(number)
        assert not Mail.objects.waiting().exists()
        copies = Counter(message["Message-ID"] for message in office.received)
        assert set(copies) == set(Mail.objects.values_list("message_id", flat=True))
        doubled = sum(copies.values()) - len(copies)
        print(f"{doubled} of {number} mails came twice")
        assert doubled <= max(points, number / 100)  # each kill can double one mail


def test_killed_at_five_points_nothing_is_lost_and_no_notice_is_doubled(account, settings):
    killed_at(5, account, settings, domains=34)


@pytest.mark.slow
def test_killed_at_fifty_points_with_a_thousand_due_at_each(account, settings):
    killed_at(50, account, settings, domains=334)


def remind_many(account, number: int) -> int:
    due(account, number)
    return remind(now=at(TUESDAY), remindings=[reminding_of(DOMAIN)]).told


@pytest.mark.parametrize("answer", ["450 later", "451 later", "421 busy", HANG])
def test_a_mail_server_in_a_bad_mood_loses_no_reminder(account, settings, answer):
    assert remind_many(account, 3) == 9
    with post_office(settings, lambda command, words: answer) as office:
        send_due(clock=timezone.now)
        assert Mail.objects.waiting().count() == 9

        office.answers = lambda command, words: OK
        send_due(clock=lambda: timezone.now() + timedelta(hours=5))

        assert len(office.received) == 9
    assert told_once(9)


def test_a_dead_address_is_listed_and_holds_up_nobody(account, settings):
    remind_many(account, 2)
    dead = User.objects.get(name="部長").email

    def refuses_one(command, words):
        return "550 unknown" if command == "RCPT" and dead in words else OK

    with post_office(settings, refuses_one) as office:
        send_due(clock=timezone.now)

    assert len(office.received) == 4
    assert DeadAddress.objects.get().address == dead
    assert sorted(r.person.name for r in Reminder.objects.without_mail()) == ["部長", "部長"]
    assert told_once(6)


def test_without_broker_and_mail_server_everything_waits_in_the_database(account, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", closed_port()

    assert remind_many(account, 3) == 9
    send_due(clock=timezone.now)

    assert MailServer.is_away(timezone.now())
    assert Mail.objects.waiting().count() == 9
    with post_office(settings) as office:
        send_due(clock=lambda: timezone.now() + timedelta(hours=5))
    assert len(office.received) == 9
