"""The pages of the secretariat and the auditor, and one's own choice."""

import pytest
from django.utils import timezone

from approvals.status import ApplicationStatus
from komae_sns.audit.models import Entry
from komae_sns.home import work
from komae_sns.notices.kinds import Delivery, Kind
from komae_sns.notices.models import DeadAddress, Mail, MailServer, Preference
from komae_sns.notices.services import mark_dead
from komae_sns.notices.status import MailStatus
from komae_sns.staff.models import Deputy
from komae_sns.staff.posts import Post
from tests import factories
from tests.approvals import rows
from tests.notices.rows import NOON, TODAY, application, mail_to, pending, reader, tell

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def secretariat(client):
    actor = factories.actor(Post.SECRETARIAT)
    client.force_login(actor.user)
    return actor


def came_back(person, reply="550 5.1.1 User unknown"):
    mail = mail_to(person)
    mark_dead(person, person.email, reply, now=timezone.now())
    mail.move_to(MailStatus.UNDELIVERABLE, trouble=reply)
    return mail


def test_one_chooses_for_oneself_and_the_page_shows_it(client):
    person = reader()
    client.force_login(person)
    page = client.get("/notices/settings/").text
    assert "採決が始まった" not in page  # never reaches a head
    kinds = [k for k in Kind if f'name="{k}"' in page]

    answer = client.post("/notices/settings/", dict.fromkeys(kinds, "NONE"))

    assert answer.status_code == 302
    assert set(Preference.objects.values_list("person", "delivery")) == {(person.pk, "NONE")}
    assert '<option value="NONE" selected>' in client.get("/notices/settings/").text
    assert Entry.objects.get().subject_id == str(person.pk)


def test_a_choice_that_does_not_exist_is_refused_and_nothing_changes(client):
    client.force_login(reader())

    answer = client.post("/notices/settings/", {"application_returned": "SMS"})

    assert answer.status_code == 200
    assert "入力を確かめてください" in answer.text
    assert not Preference.objects.exists()


def test_without_an_address_the_page_says_that_no_mail_comes(client):
    client.force_login(reader(email=""))

    assert "メールアドレスが登録されていません" in client.get("/notices/settings/").text


def test_the_list_of_mails_says_to_whom_when_and_what_became_of_it(client, secretariat):
    mail_to(reader("送信 済子", email="zumi@city.komae.lg.jp")).move_to(
        MailStatus.SENT, sent_at=NOON, sent_to="zumi@city.komae.lg.jp"
    )
    came_back(reader("不達 一郎", email="futatsu@city.komae.lg.jp"))

    page = client.get("/notices/sent/").text
    only = client.get("/notices/sent/?status=UNDELIVERABLE").text
    found = client.get("/notices/sent/", {"person": "zumi@"}).text

    assert "「図書館だより」が差し戻されました" in page
    assert "R8.11.24 12:00:00" in page
    assert ("送信 済子" in only, "不達 一郎" in only) == (False, True)
    assert "550 5.1.1 User unknown" in only
    assert ("送信 済子" in found, "不達 一郎" in found) == (True, False)


def test_an_auditor_reads_of_a_draft_that_it_was_mailed_but_not_what_it_is(client):
    client.force_login(factories.actor(Post.AUDITOR).user)
    draft = rows.application(status=ApplicationStatus.DRAFT, title="内緒の下書き")
    Preference.objects.create(
        person=(head := reader()), kind=Kind.DRAFT_PASSED_TO_HEAD, delivery=Delivery.AT_ONCE
    )
    by = factories.actor(Post.CLERK)
    tell(head, kind=Kind.DRAFT_PASSED_TO_HEAD, about=draft, by=by)

    page = client.get("/notices/sent/").text

    assert "下書きが回ってきた" in page
    assert "内緒の下書き" not in page
    assert "送りなおす" not in page


def test_a_corrected_address_and_one_click_send_what_came_back(client, secretariat, mailoutbox):
    from komae_sns.notices.tasks import send_mails

    person = reader("不達 一郎", email="old@city.komae.lg.jp")
    mail = came_back(person)
    assert "不達 一郎" in client.get("/notices/addresses/").text
    person.email = "new@city.komae.lg.jp"
    person.save()
    assert "不達 一郎" not in client.get("/notices/addresses/").text

    client.post("/notices/sent/again/")
    send_mails()

    assert [message.to for message in mailoutbox] == [["new@city.komae.lg.jp"]]
    assert Mail.objects.get(pk=mail.pk).status == MailStatus.SENT
    assert Entry.objects.filter(action="notices.mails_again").exists()


def test_an_address_that_is_used_again_is_in_the_trail(client, secretariat):
    mail = came_back(reader())
    dead = DeadAddress.objects.get()

    client.post(f"/notices/addresses/{dead.pk}/clear/")
    client.post(f"/notices/sent/{mail.pk}/again/")

    assert not DeadAddress.objects.standing().exists()
    assert Mail.objects.get().status == MailStatus.WAITING
    wanted = ["notices.address_dead", "notices.address_cleared", "notices.mail_again"]
    assert list(Entry.objects.order_by("seq").values_list("action", flat=True)) == wanted


def test_who_has_no_address_is_listed_while_holding_a_post(client, secretariat):
    reader("宛先 無子", email="")
    factories.person("職なし 太郎")
    factories.appoint(factories.person("退職 二郎"), Post.MEMBER, ends_on=TODAY)

    page = client.get("/notices/addresses/").text

    assert "宛先 無子" in page
    assert "職なし 太郎" not in page
    assert "退職 二郎" not in page


def test_an_address_to_correct_is_the_secretariats_work(secretariat):
    came_back(reader("不達 一郎"))

    found = {w.effect: [t.what for t in w.tasks] for w in work.work_of(secretariat).mine}

    assert found["メールの届かない宛先を直す"] == ["不達 一郎"]


def test_a_server_that_is_away_is_told(client, secretariat):
    MailServer.went_away("timed out", until=NOON, now=NOON)

    page = client.get("/notices/sent/").text

    assert "メールサーバーが使えません" in page
    assert "timed out" in page


def test_the_list_of_notices_is_narrowed_and_only_what_it_shows_is_marked_read(client):
    person = reader(section=(section := factories.department("図書館")))
    client.force_login(person)
    about = application(section=section)
    returned = pending(person, Kind.APPLICATION_RETURNED, about, "差し戻された件")
    decided = pending(person, Kind.APPLICATION_DECIDED, about, "決定された件")

    page = client.get("/notices/?kind=application_decided&unread=yes").text
    assert ("差し戻された件" in page, "決定された件" in page) == (False, True)

    client.post(
        "/notices/read/",
        {"newest": decided.pk, "kind": "application_decided", "unread": "yes"},
    )

    assert list(person.notices.unread()) == [returned]
    assert "決定された件" not in client.get("/notices/?unread=yes").text


def test_a_deputy_is_told_in_whose_place(client):
    section = factories.department("図書館")
    head = factories.actor(Post.HEAD, section, "館長 花子")
    clerk = factories.actor(Post.CLERK, section, "係長 太郎").user
    Deputy.objects.create(
        appointment=head.appointments[0],
        user=clerk,
        starts_on=NOON.date(),
        ends_on=NOON.date(),
        reason="出張",
        entered_by=head.user,
    )

    tell(head.user, clerk, kind=Kind.DRAFT_PASSED_TO_HEAD, about=application(), by=head)

    titles = {n.person.name: n.title for n in clerk.notices.model.objects.all()}
    told = "「図書館だより」の下書きが回ってきました"
    assert titles == {"館長 花子": told, "係長 太郎": f"（館長 花子さんの代わりに）{told}"}
