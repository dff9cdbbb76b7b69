"""One mail a person and working day, of what is unread, by what is to be done."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from komae_sns.home.sight import readable
from komae_sns.home.tasks import write_digests
from komae_sns.notices.kinds import Delivery, Kind
from komae_sns.notices.models import DeadAddress, Mail, Notice
from komae_sns.notices.services import digests
from tests import factories
from tests.notices.rows import NOON, application, pending, reader

pytestmark = pytest.mark.django_db
K = Kind


@pytest.fixture
def section():
    return factories.department("図書館")


@pytest.fixture
def person(section):
    return reader("図書 館長", section)


def write(now=NOON):
    return digests.write_digests(now=now, readable=readable)


def test_all_that_is_unread_comes_in_one_mail_by_what_is_to_be_done(person, section):
    about = application(section=section)
    pending(person, K.APPLICATION_ACCEPTED, about, "「秋の催し」が受け付けられました")
    pending(person, K.DRAFT_PASSED_TO_HEAD, about, "「休館日」の下書きが回ってきました")
    pending(person, K.APPLICATION_RETURNED, about, "「広報」が差し戻されました", 1)
    pending(person, K.APPLICATION_RETURNED, about, "「絵本」が差し戻されました", 2)

    assert write() == 1

    mail = Mail.objects.get()
    assert mail.subject == "まだ読んでいないお知らせが4件あります"
    assert mail.text == (
        "■ 指摘に対応して、もう一度提出する（2件）\n"
        "・「広報」が差し戻されました\n"
        "・「絵本」が差し戻されました\n\n"
        "■ 内容を確かめて、事務局へ提出する（1件）\n"
        "・「休館日」の下書きが回ってきました\n\n"
        "■ 知っておく（1件）\n"
        "・「秋の催し」が受け付けられました"
    )
    assert mail.notices.count() == 4


def test_run_again_late_and_on_the_next_day_nothing_is_told_twice(person, section):
    about = application(section=section)
    pending(person, K.APPLICATION_DECIDED, about)
    write()
    pending(person, K.APPLICATION_ACCEPTED, about)

    assert [write(), write(NOON + timedelta(hours=5))] == [0, 0]
    assert write(NOON + timedelta(days=1)) == 1
    assert [mail.notices.count() for mail in Mail.objects.order_by("pk")] == [1, 1]


@pytest.mark.parametrize(
    ("now", "written"),
    [
        (NOON.replace(hour=7, minute=59), 0),
        (NOON.replace(hour=8, minute=0), 1),
        (NOON.replace(hour=23, minute=59), 1),  # the job stood still all day
        (NOON.replace(day=21), 0),  # Saturday
        (NOON.replace(day=23), 0),  # 勤労感謝の日
        (NOON.replace(month=12, day=29), 0),
        (NOON.replace(month=12, day=28), 1),
        (NOON + timedelta(days=40), 0),  # 3 January
        (NOON + timedelta(days=41), 1),
    ],
)
def test_it_comes_from_the_set_hour_of_a_working_day_on(person, section, now, written):
    pending(person, K.APPLICATION_DECIDED, application(section=section))

    assert write(now) == written


def test_what_was_read_in_the_portal_is_not_told_again(person, section):
    about = application(section=section)
    pending(person, K.APPLICATION_DECIDED, about)
    Notice.objects.update(read_at=timezone.now())

    assert write() == 0


def test_nothing_is_told_of_what_the_person_may_not_see_any_more(person, section):
    other = application("ひとの課の計画", factories.department("環境課"))
    pending(person, K.APPLICATION_DECIDED, application(section=section), "わたしの課のもの")
    pending(person, K.APPLICATION_DECIDED, other, "ひとの課のもの")

    write()

    mail = Mail.objects.get()
    assert "わたしの課のもの" in mail.text
    assert "ひとの課" not in mail.text + mail.subject
    assert Notice.objects.filter(delivery=Delivery.NONE).get().title == "ひとの課のもの"


def test_a_long_list_is_cut_and_counted(person, section):
    about = application(section=section)
    for n in range(30):
        pending(person, K.APPLICATION_DECIDED, about, f"件{n}", n)

    write()

    text = Mail.objects.get().text
    assert text.startswith("■ 知っておく（30件）")
    assert text.endswith("・件19\n・ほか10件")


@pytest.mark.parametrize("facts", [{"email": ""}, {"is_active": False}])
def test_nobody_is_written_to_who_cannot_be_reached(section, facts):
    person = reader("図書 館長", section, **facts)
    pending(person, K.APPLICATION_DECIDED, application(section=section))

    assert write() == 0
    assert Notice.objects.for_digest().exists()  # until there is an address


def test_a_dead_address_is_left_in_peace(person, section):
    pending(person, K.APPLICATION_DECIDED, application(section=section))
    DeadAddress.objects.create(person=person, address=person.email, reply="550", found_at=NOON)

    assert write() == 0


def test_the_task_tells_what_it_did(person, section):
    pending(person, K.APPLICATION_DECIDED, application(section=section))

    assert write_digests(NOON) == "まとめのメールを1通書いた"


@pytest.mark.integrity
@pytest.mark.django_db(transaction=True)
def test_two_that_write_at_once_write_one_mail_for_each():
    section = factories.department("図書館")
    about = application(section=section)
    for _ in range(10):
        pending(reader(section=section), K.APPLICATION_DECIDED, about)

    def run(_):
        try:
            return write()
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(run, range(3))) == 10
    assert Mail.objects.count() == 10
    assert not Notice.objects.filter(digest=None).exists()
