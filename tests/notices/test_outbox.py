"""What is told goes by mail as its reader wants, written in the step's own transaction."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from komae_sns.audit.models import Entry
from komae_sns.notices import services, tasks
from komae_sns.notices.kinds import Delivery, Kind
from komae_sns.notices.models import Mail, Notice, Preference
from komae_sns.staff.actors import actor_of
from tests.notices.rows import TODAY, application, reader, tell

pytestmark = pytest.mark.django_db
URGENT, QUIET = Kind.APPLICATION_RETURNED, Kind.APPLICATION_DECIDED


def choose(person, kind, delivery):
    Preference.objects.create(person=person, kind=kind, delivery=delivery)


def test_an_urgent_kind_is_mailed_at_once_and_others_wait_for_the_daily_mail():
    person = reader()

    tell(person, kind=URGENT)
    tell(person, kind=QUIET)

    assert Mail.objects.get().notice.kind == URGENT
    assert Notice.objects.for_digest().get().kind == QUIET


@pytest.mark.parametrize(
    ("kind", "delivery", "mails", "for_digest"),
    [
        (QUIET, Delivery.AT_ONCE, 1, 0),
        (URGENT, Delivery.DIGEST, 0, 1),
        (URGENT, Delivery.NONE, 0, 0),
    ],
)
def test_each_reader_is_told_as_chosen(kind, delivery, mails, for_digest):
    person = reader()
    choose(person, kind, delivery)

    tell(person, kind=kind)

    found = (Notice.objects.count(), Mail.objects.count(), Notice.objects.for_digest().count())
    assert found == (1, mails, for_digest)


def test_told_twice_on_one_occasion_there_is_one_notice_and_one_mail():
    person, about = reader(), application()

    tell(person, about=about, occasion=1)
    tell(person, about=about, occasion=1)
    tell(person, about=about, occasion=2)

    assert (Notice.objects.count(), Mail.objects.count()) == (2, 2)


def test_without_an_address_the_portal_alone_tells():
    tell(reader(email=""))

    assert (Notice.objects.count(), Mail.objects.count()) == (1, 0)


def test_a_step_that_fails_leaves_no_mail():
    person = reader()

    class Refused(Exception):
        pass

    def step():
        with transaction.atomic():
            tell(person)
            raise Refused

    with pytest.raises(Refused):
        step()

    assert not Mail.objects.exists()


def test_telling_thirty_people_asks_no_more_often_than_telling_one():
    about = application()
    one, crowd = reader(), [reader() for _ in range(30)]
    with CaptureQueriesContext(connection) as few:
        tell(one, about=about)

    with CaptureQueriesContext(connection) as many:
        tell(*crowd, about=about)

    assert len(many) == len(few) <= 5
    assert Mail.objects.count() == 31


def test_a_worker_is_asked_once_however_many_are_told(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as jobs:
        tell(reader())
        tell(reader(), reader())

    assert len(jobs) == 1


def test_choosing_is_recorded_and_holds_from_then_on():
    person = reader()
    actor = actor_of(person, TODAY)
    tell(person, kind=QUIET)

    services.choose_deliveries({QUIET: Delivery.AT_ONCE, URGENT: Delivery.AT_ONCE}, by=actor)
    services.choose_deliveries({QUIET: Delivery.AT_ONCE}, by=actor)
    tell(person, kind=QUIET)

    assert Mail.objects.get().notice.kind == QUIET
    entry = Entry.objects.get()
    assert entry.action == "notices.deliveries_chosen"
    assert entry.changes == {"申請が決定された": ["1日1回まとめて", "すぐにメール"]}


def test_the_task_sends_what_waits(mailoutbox):
    tell(reader(email="taro@city.komae.lg.jp"))

    assert tasks.send_mails().startswith("1通を送り")

    assert [message.to for message in mailoutbox] == [["taro@city.komae.lg.jp"]]
