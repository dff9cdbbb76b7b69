"""A real mail server that refuses, hangs and breaks off: nothing is lost, nobody held up."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from komae_sns.audit.models import Entry
from komae_sns.notices.models import DeadAddress, Mail, MailServer
from komae_sns.notices.services import clear_address, send_again, send_all_again, send_due
from komae_sns.notices.services.sending import LEASE, claim
from komae_sns.notices.status import MailStatus
from komae_sns.staff.posts import Post
from tests import factories
from tests.notices.post_office import HANG, OK, closed_port, post_office
from tests.notices.rows import mail_to, reader

pytestmark = [pytest.mark.django_db, pytest.mark.integrity]
S = MailStatus


def refusing(**by_word):
    """`refusing(RCPT="hanako 550 …")`: this answer when the words hold the first one."""

    def answers(command, words):
        wanted, _, answer = by_word.get(command, " ").partition(" ")
        return answer if answer and wanted in words else OK

    return answers


def send(later=timedelta()):
    return send_due(clock=lambda: timezone.now() + later)


def statuses():
    return dict(Mail.objects.values_list("person__email", "status"))


@pytest.fixture
def two():
    """Of Hanako and then of Taro, who is never to blame."""
    made = [reader(name, email=f"{name}@city.komae.lg.jp") for name in ("hanako", "taro")]
    return [mail_to(person) for person in made]


def test_a_batch_goes_over_one_connection(settings, two):
    with post_office(settings) as office:
        report = send()

    assert report.sent == len(office.received) == 2
    assert office.talks == 1
    assert statuses() == {"hanako@city.komae.lg.jp": S.SENT, "taro@city.komae.lg.jp": S.SENT}
    mail = Mail.objects.get(pk=two[0].pk)
    assert (mail.sent_to, mail.attempts, mail.trouble) == ("hanako@city.komae.lg.jp", 1, "")
    assert office.copies_of(mail.message_id) == 1


def test_what_was_sent_is_not_sent_again(settings, two):
    with post_office(settings) as office:
        send()
        send(later=timedelta(days=1))

    assert len(office.received) == 2


def test_an_unknown_address_is_listed_and_no_more_mail_is_tried_on_it(settings, two):
    hanako = two[0].person
    with post_office(settings, refusing(RCPT="hanako 550 5.1.1 User unknown")) as office:
        send()
        mail_to(hanako)
        send()

        dead = DeadAddress.objects.get()
        assert (dead.person, dead.address) == (hanako, "hanako@city.komae.lg.jp")
        assert dead.reply == "550 5.1.1 User unknown"
        assert Mail.objects.undeliverable().count() == 2
        assert office.commands.count("RCPT") == 2  # one for each person, none for the second mail
        assert [message["To"] for message in office.received] == ["taro@city.komae.lg.jp"]
    assert Entry.objects.filter(action="notices.address_dead", actor_id=None).count() == 1


def test_a_corrected_address_gets_what_could_not_be_delivered(settings, two):
    secretariat = factories.actor(Post.SECRETARIAT)
    with post_office(settings, refusing(RCPT="hanako@ 550 5.1.1 User unknown")) as office:
        send()
        type(two[0].person).objects.filter(name="hanako").update(email="h@city.komae.lg.jp")

        assert not DeadAddress.objects.in_use().exists()
        assert send_all_again(by=secretariat, now=timezone.now()) == 1
        send()

        assert office.copies_of(two[0].message_id) == 1
    assert Mail.objects.get(pk=two[0].pk).sent_to == "h@city.komae.lg.jp"


def test_an_address_that_came_back_is_used_again(settings, two):
    secretariat = factories.actor(Post.SECRETARIAT)
    with post_office(settings, refusing(RCPT="hanako 550 No such user")) as office:
        send()
        dead = DeadAddress.objects.get()
        assert send_all_again(by=secretariat, now=timezone.now()) == 0

        office.answers = refusing()
        assert clear_address(dead, by=secretariat, now=timezone.now())
        assert not clear_address(dead, by=secretariat, now=timezone.now())
        send_again(Mail.objects.undeliverable().get(), by=secretariat, now=timezone.now())
        send()

        assert office.copies_of(two[0].message_id) == 1


@pytest.mark.parametrize(
    "answers",
    [
        refusing(RCPT="hanako 450 4.2.1 Mailbox busy"),
        refusing(DATA="hanako 451 4.3.0 Try again"),
        refusing(RCPT=f"hanako {HANG}"),
        refusing(DATA=f"hanako {HANG}"),
    ],
    ids=["busy", "data", "hangs at the address", "hangs at the end"],
)
def test_what_can_be_sent_later_waits_alone_and_is_sent_later(settings, two, answers):
    with post_office(settings, answers) as office:
        started = time.monotonic()
        report = send()

        assert (report.sent, report.put_off, report.server) == (1, 1, "")
        assert time.monotonic() - started < 3
        assert [message["To"] for message in office.received] == ["taro@city.komae.lg.jp"]
        mail = Mail.objects.waiting().get()
        assert (mail.pk, mail.attempts) == (two[0].pk, 1)
        assert mail.trouble
        assert send().sent == 0  # not before its time

        office.answers = refusing()
        assert send(later=timedelta(minutes=2)).sent == 1
        assert office.copies_of(two[0].message_id) == 1
    assert not DeadAddress.objects.exists()


def test_the_pauses_grow(settings, two):
    with post_office(settings, refusing(RCPT="hanako 450 Busy")):
        waits, later = [], timedelta()
        for _ in range(4):
            send(later)
            mail = Mail.objects.waiting().get()
            waits.append(round((mail.next_attempt_at - timezone.now() - later).total_seconds()))
            later += timedelta(seconds=waits[-1] + 1)

    assert waits == [60, 120, 300, 900]


@pytest.mark.parametrize(
    "answers",
    [
        refusing(DATA="hanako 554 5.6.0 Refused"),
        refusing(RCPT="hanako 550 5.7.1 Relaying denied"),
        refusing(RCPT="hanako 554 Transaction failed"),
    ],
)
def test_a_refusal_of_the_mail_says_nothing_about_the_address(settings, two, answers):
    with post_office(settings, answers):
        send()

    assert statuses() == {
        "hanako@city.komae.lg.jp": S.UNDELIVERABLE,
        "taro@city.komae.lg.jp": S.SENT,
    }
    assert not DeadAddress.objects.exists()


@pytest.mark.parametrize(
    "answers",
    [
        refusing(GREET=f" {HANG}"),
        refusing(GREET=" 421 closing"),
        refusing(MAIL=" 530 5.7.0 Authentication required"),
        refusing(RCPT=" 421 Too busy"),
    ],
    ids=["says nothing", "closing", "wants a password", "busy"],
)
def test_a_server_that_takes_nothing_is_asked_once_and_nothing_is_lost(settings, two, answers):
    with post_office(settings, answers) as office:
        report = send()
        assert (report.sent, office.talks) == (0, 1)
        assert report.server

        assert send().sent == 0
        assert office.talks == 1  # nobody knocks while it is away
        assert MailServer.objects.get().away_since

        office.answers = refusing()
        assert send(later=timedelta(minutes=2)).sent == 2
    assert not MailServer.is_away(timezone.now())
    assert MailServer.objects.get().away_since is None


def test_a_server_that_is_not_there_holds_nobody_up(settings, two):
    with post_office(settings) as office:
        settings.EMAIL_PORT = closed_port()
        send()
        assert Mail.objects.waiting().count() == 2

        settings.EMAIL_PORT = office.port
        assert send(later=timedelta(minutes=2)).sent == 2


def test_lines_that_break_again_and_again_are_the_servers_trouble(settings):
    for n in range(6):
        mail_to(reader(email=f"p{n}@city.komae.lg.jp"))
    with post_office(settings, refusing(DATA=f"@ {HANG}")) as office:
        report = send()

        assert (office.talks, report.put_off, report.sent) == (3, 3, 0)
        assert report.server
        assert Mail.objects.waiting().count() == 6


def test_of_a_sender_that_vanished_the_lease_ends(settings, two):
    with post_office(settings) as office:
        assert len(claim(now=timezone.now())) == 2
        assert send().sent == 0

        assert send(later=LEASE + timedelta(seconds=1)).sent == 2
        assert len(office.received) == 2


def test_an_address_that_would_break_the_header_stops_nobody_else(settings, two):
    bad = mail_to(reader(email="a@b\nBcc: everybody@city.komae.lg.jp"))
    Mail.objects.filter(pk=bad.pk).update(next_attempt_at=timezone.now() - timedelta(days=1))

    with post_office(settings) as office:
        assert send().sent == 2

    assert len(office.received) == 2
    assert Mail.objects.get(pk=bad.pk).status == S.UNDELIVERABLE


def test_who_left_gets_no_mail(settings, two):
    type(two[0].person).objects.filter(name="hanako").update(is_active=False)
    type(two[0].person).objects.filter(name="taro").update(email="")

    with post_office(settings) as office:
        send()

    assert office.talks == 0
    assert set(Mail.objects.undeliverable().values_list("attempts", flat=True)) == {0}
