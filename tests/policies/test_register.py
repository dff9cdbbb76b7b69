"""見本第6条: what a policy says of follows and replies, beside what the head has permitted."""

import json

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.models import PermittedContact
from accounts.services.contacts import ask_contact, decide_contact, end_contact
from approvals import case_file
from komae_sns.city.sample_policy import sample
from policies import services as policies
from policies.articles import from_sample, paper_rows, values_for
from policies.check import (
    Permitted,
    Register,
    Severity,
    check_articles,
    check_recognised,
    check_rows,
    check_text,
)
from policies.permitted import register_of_accounts
from policies.recognise import recognise
from policies.records import record_of_account
from tests import factories
from tests.approvals import filed
from tests.factories import NOW, TODAY

pytestmark = pytest.mark.clause("見本第6条")

NOTHING = Register()
TOKYO = Register((Permitted("FOLLOW", "https://x.com/tocho_koho"),), frozenset({"komae_bosai"}))
REPLIES = Register((Permitted("REPLY"), Permitted("REPLY")))


def found(sentence, register, heading="運用"):
    text = f"1 {heading}\n{sentence}\n2 その他\n必要な事項は別に定める。"
    rows = check_recognised(recognise(text), register)
    return [(f.code, f.clause) for f in rows if f.code.startswith("register_")]


def filled_sample():
    values = values_for(
        city="狛江市",
        section="安心安全課",
        division="総務部",
        service="X",
        username="komae_bosai",
        email="bosai@city.komae.lg.jp",
    )
    return from_sample(sample(), values)


@pytest.mark.parametrize("register", [None, NOTHING, TOKYO])
def test_the_sample_is_clean_with_an_empty_register_and_with_permitted_follows(register):
    articles = filled_sample()

    assert check_articles("", articles, register) == ()
    assert check_rows("", paper_rows(articles), register) == ()


@pytest.mark.clause("見本第6条(2)")
def test_the_sample_forbids_the_replies_that_are_on_the_register():
    [finding] = check_articles("", filled_sample(), REPLIES)

    assert (finding.code, finding.clause) == ("register_contradicted", "見本第6条(2)")
    assert (finding.place, finding.severity) == ("第6条(2)", Severity.CONFIRM)
    assert "2件" in finding.message


F, R = "見本第6条(1)", "見本第6条(2)"


@pytest.mark.parametrize(
    ("sentence", "register", "wanted"),
    [
        ("他のアカウントのフォローは行わない。", NOTHING, []),
        ("他のアカウントのフォローは行わない。", TOKYO, [("register_contradicted", F)]),
        ("フォローはしません。", TOKYO, [("register_contradicted", F)]),
        ("フォローは行わない。ただし、課長が認めた場合は、この限りでない。", TOKYO, []),
        ("公共機関のアカウントを除き、フォローは行わない。", TOKYO, []),
        (
            "課長が認めた公共機関のアカウントをフォローする。",
            NOTHING,
            [("register_unregistered", F)],
        ),
        ("課長が認めた公共機関のアカウントをフォローする。", TOKYO, []),
        ("課長が認めたときは、フォローすることができる。", NOTHING, []),
        ("フォロワーの数は問わない。ぜひフォローしてください。", TOKYO, []),
        ("フォローしていただいた方に感謝します。", NOTHING, []),
        ("課長が認めた @tocho_koho をフォローする。", TOKYO, []),
        ("課長が認めた @Other_City をフォローする。", TOKYO, [("register_stranger", F)]),
        ("フォローの対象は、https://www.x.com/tocho_koho とする。", TOKYO, []),
        ("フォローの対象は、https://x.com/mlit_japan とする。", TOKYO, [("register_stranger", F)]),
        ("このアカウント @komae_bosai からのフォローは行わない。", NOTHING, []),
        ("返信は行わない。", REPLIES, [("register_contradicted", R)]),
        ("返信は行わない。ただし、管理者が認めた場合は、この限りでない。", REPLIES, []),
        ("所属長の承認を得て返信を行う。", NOTHING, [("register_unregistered", R)]),
        ("所属長の承認を得て返信を行う。", REPLIES, []),
        ("所属長の承認を得て返信を行うことがある。", NOTHING, []),
        ("いただいた返信は、内容を確認します。", NOTHING, []),
        ("返信等は原則として行いません。お問い合わせは電話でお願いします。", NOTHING, []),
    ],
)
def test_the_words_beside_the_register(sentence, register, wanted):
    assert found(sentence, register) == wanted


def test_a_list_of_whom_it_follows_is_read_line_by_line():
    text = "次のアカウントをフォローする。\n(1) 東京都 @tocho_koho\n(2) 国土交通省 @mlit_japan"

    rows = check_recognised(recognise(f"1 運用\n{text}\n2 その他\n別に定める。"), TOKYO)

    assert [(f.code, f.words) for f in rows if f.code.startswith("register")] == [
        ("register_stranger", "@mlit_japan")
    ]


def test_words_that_break_it_by_themselves_are_told_once():
    assert found("フォローしてくれた方は全員フォローする。", NOTHING) == []
    assert "follows_everybody" in {f.code for f in check_text("フォロー返しをする。")}


@pytest.fixture
def own():
    return filed.section()


@pytest.fixture
def account(own):
    return factories.account(
        "防災", department=own.department, manager=own.head.appointments[0], handle="komae_bosai"
    )


def reply(account, by):
    return ask_contact(
        account,
        kind=PermittedContact.Kind.REPLY,
        body=PermittedContact.Body.OTHER,
        target="避難所の問合せへの返信",
        url="",
        reason="急ぐため",
        by=by,
        now=NOW,
    )


@pytest.mark.django_db
def test_only_what_the_head_has_permitted_and_not_ended_counts(account, own):
    asked = reply(account, own.clerk)
    assert register_of_accounts([account.pk]).permitted == ()

    decide_contact(asked, permitted=True, by=own.head, now=NOW)
    assert [row.kind for row in register_of_accounts([account.pk]).permitted] == ["REPLY"]

    end_contact(asked, ended_on=TODAY, because="終わった", by=own.head)
    assert register_of_accounts([account.pk]).permitted == ()
    assert register_of_accounts([]) is None


@pytest.mark.django_db
def test_the_head_is_told_while_editing_and_a_contractor_is_not(client, account, own):
    policy = policies.start_policy(
        own.department, record_of_account(account), by=own.clerk, accounts=[account]
    )
    reply(account, own.head)
    client.force_login(own.head.user)

    page = client.get(reverse("policies:version-edit", args=[policy.pk, 1])).content.decode()

    assert "所属長が認めた返信が台帳に1件あります" in page
    version = policy.versions.get()
    assert [f.code for f in version.findings()] == []


@pytest.mark.django_db
def test_the_committee_is_told_of_a_change_of_a_running_account(account, own):
    articles = paper_rows(filled_sample())
    snapshot = {"policy": {"title": "防災", "articles": articles}}
    reply(account, own.head)

    changing = filed.draft(own)
    changing.changed_account_id = account.pk
    of_new = case_file.policy_findings(filed.draft(own), snapshot)

    told = case_file.policy_findings(changing, snapshot)
    assert [f.code for f in told] == ["register_contradicted"]
    assert of_new == ()


@pytest.mark.django_db
def test_the_command_looks_at_the_register_of_the_account(account, own, tmp_path, capsys):
    reply(account, own.head)
    file = tmp_path / "policy.txt"
    file.write_text(
        "1 返信\n返信は行わない。\n2 その他\n必要な事項は別に定める。", encoding="utf-8"
    )

    for named in (str(account.pk), "@Komae_Bosai"):
        with pytest.raises(SystemExit):
            call_command("check_policy", str(file), "--account", named, "--json")
        rows = json.loads(capsys.readouterr().out)["findings"]
        assert "register_contradicted" in {row["code"] for row in rows}
