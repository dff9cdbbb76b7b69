"""What was told to whom, what could not be, and when each kind is told."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from komae_sns.audit.models import Entry
from komae_sns.notices.kinds import Kind
from komae_sns.notices.models import Mail, ReminderRule
from komae_sns.notices.reminders.rules import in_words, rule_of
from komae_sns.notices.status import MailStatus
from komae_sns.staff.models import User
from komae_sns.staff.posts import Post
from tests.factories import appoint, person
from tests.reminders.rows import TUESDAY, days, domain, library, remind_on

pytestmark = pytest.mark.django_db
LIST, RULES = reverse("notices:reminder-list"), reverse("notices:reminder-rules")
RULE = reverse("notices:reminder-rule", args=[Kind.DOMAIN_EXPIRING.value])
DOMAIN = Kind.DOMAIN_EXPIRING


@pytest.fixture
def account():
    return library()


@pytest.fixture
def secretariat(client, account):
    client.force_login(User.objects.get(name="事務局員"))
    return client


def page(client, **asked):
    return client.get(LIST, asked).content.decode()


def test_the_list_says_who_was_told_of_what_at_which_stage(secretariat, account):
    assert "期限の知らせは、まだ出していません" in page(secretariat)
    name = domain(account, TUESDAY - days(1)).name
    remind_on(TUESDAY, DOMAIN)

    found = page(secretariat)

    assert f"【図書館】関連ドメイン「{name}」の期限は1日過ぎています" in found
    assert found.count("部長・事務局への知らせ") == 2
    assert "1日後" in found
    assert "館長" not in page(secretariat, person="部長")
    assert "この条件の知らせはありません" in page(secretariat, kind=Kind.VOTE_CLOSING.value)


def test_an_auditor_reads_the_names_of_what_they_may_see_alone(client, account):
    auditor = person("監査人")
    appoint(auditor, Post.AUDITOR)
    remind_on(TUESDAY, Kind.ACKNOWLEDGEMENT_DUE)
    client.force_login(auditor)

    assert "遵守事項の確認がまだ" in page(client)
    assert "遵守事項の確認がまだです" not in page(client)
    assert client.get(RULES).content.decode().count("変える") == 0


def test_whom_no_mail_reaches_stands_at_the_top(secretariat, account):
    User.objects.filter(name="館長").update(email="kancho@city.komae.lg.jp")
    User.objects.filter(name="部長").update(email="bucho@city.komae.lg.jp")
    domain(account, TUESDAY - days(1))
    remind_on(TUESDAY, DOMAIN)
    Mail.objects.get(person__name="館長").move_to(MailStatus.UNDELIVERABLE, trouble="550")

    found = page(secretariat, mail="none")

    assert [n for n in ("館長", "部長", "事務局員") if f"<span>{n}" in found] == [
        "館長",
        "事務局員",
    ]
    assert "アドレスがないので、画面だけ" in found
    assert "メール：届かない" in found


def test_thirty_rows_ask_no_more_than_one(secretariat, account):
    def count_after(number):
        for n in range(number):
            domain(account, TUESDAY + days(30 + n))
        remind_on(TUESDAY, DOMAIN)
        remind_on(TUESDAY + days(40), DOMAIN)
        with CaptureQueriesContext(connection) as asked:
            page(secretariat)
        return len(asked)

    page(secretariat)
    assert count_after(1) == count_after(15)


def test_the_secretariat_chooses_the_days_and_the_trail_says_so(secretariat):
    typed = {"is_on": "on", "before": "６０、14", "after": "1", "repeat": "14", "escalate": "15"}
    assert secretariat.post(RULE, typed).status_code == 302

    words = "60日前、14日前、1日後。そのあと14日ごと。15日後から、部長と事務局にも"
    assert in_words(rule_of(DOMAIN)) == words
    assert words in secretariat.get(RULES).content.decode()
    entry = Entry.objects.filter(action="notices.set_reminder_rule").get()
    assert entry.changes["関連ドメインの期限"][1] == words
    assert 'value="60、14"' in secretariat.get(RULE).content.decode()
    assert "狛江市" in secretariat.get(RULE).content.decode()
    assert 'value="90、30、7"' in secretariat.get(RULE, {"city": "1"}).content.decode()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"before": "", "after": ""}, "知らせる日を、1つは決めてください。"),
        ({"before": "30", "repeat": "7"}, "繰り返すには"),
        ({"before": "30, 一週間"}, "日数を「30、7、1」のように入れてください。"),
        ({"before": "9999"}, "日数を"),
        ({"before": "367"}, "366日まで"),
        ({"before": "7", "repeat": "0"}, "1"),
    ],
)
def test_days_that_make_no_sense_are_refused_with_what_was_typed(secretariat, typed, words):
    answer = secretariat.post(RULE, {"is_on": "on", **typed})

    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert typed["before"] in answer.content.decode()
    assert not ReminderRule.objects.exists()


def test_switched_off_is_said_plainly(secretariat):
    secretariat.post(RULE, {"before": "30"})

    assert "知らせない" in secretariat.get(RULES).content.decode()


def test_a_kind_that_is_none_is_not_found(secretariat):
    address = reverse("notices:reminder-rule", args=["account_opened"])

    assert secretariat.get(address).status_code == 404
