"""Address, facts, badge and 市広報アカウント: who changes what, and when."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import OfficialAccount
from accounts.services import (
    AddressTaken,
    EditedMeanwhile,
    changeable,
    mark_city_pr,
    record_badge,
    set_address,
    update_facts,
)
from komae_sns.audit.models import Entry
from komae_sns.staff.posts import Post
from tests import factories

pytestmark = pytest.mark.django_db


def last_entry(account):
    return Entry.objects.about(account).newest_first().first()


@pytest.mark.clause("見本第4条")
def test_what_is_pasted_becomes_one_address(preparing, clerk):
    set_address(preparing, "公式X：https://mobile.twitter.com/Komae_Bosai?s=20 です", by=clerk)

    preparing.refresh_from_db()
    assert (preparing.handle, preparing.url) == ("Komae_Bosai", "https://x.com/Komae_Bosai")
    assert last_entry(preparing).changes == {
        "アドレス": ["https://x.com/komae_anshin", "https://x.com/Komae_Bosai"],
        "ユーザー名": ["komae_anshin", "Komae_Bosai"],
    }


@pytest.mark.parametrize(
    "text", ["", "　", "https://x.com/home", "https://twiter.com/a", "a\u200bb", "@あいう"]
)
def test_what_is_no_account_is_refused_and_nothing_is_recorded(preparing, clerk, text):
    with pytest.raises(ValidationError):
        set_address(preparing, text, by=clerk)

    preparing.refresh_from_db()
    assert preparing.handle == "komae_anshin"
    assert last_entry(preparing) is None


def test_an_address_that_is_taken_names_its_account(preparing, clerk):
    factories.account("狛江市", handle="KomaeCity", url="https://x.com/KomaeCity")

    with pytest.raises(AddressTaken, match="「狛江市（X）」"):
        set_address(preparing, "＠ｋｏｍａｅｃｉｔｙ", by=clerk)


def test_the_same_address_again_records_nothing(preparing, clerk):
    set_address(preparing, "@komae_anshin", by=clerk)

    assert last_entry(preparing) is None


@pytest.mark.parametrize("post", [Post.HEAD, Post.CLERK, Post.CONTRACTOR, Post.AUDITOR, Post.CHAIR])
def test_another_section_does_not_set_the_address(preparing, post):
    stranger = factories.actor(post, factories.department("図書館"))

    with pytest.raises(PermissionDenied, match="運用する課"):
        set_address(preparing, "@komae_bosai", by=stranger)


def test_after_opening_only_the_secretariat_corrects_the_address(section, head, secretariat):
    account = factories.account(department=section)

    with pytest.raises(PermissionDenied, match="事務局だけ"):
        set_address(account, "@komae_bosai", by=head, reason="打ちまちがい")
    with pytest.raises(ValidationError, match="理由"):
        set_address(account, "@komae_bosai", by=secretariat, reason="　")
    set_address(account, "@komae_bosai", by=secretariat, reason="打ちまちがい")

    assert last_entry(account).note == "打ちまちがい"


@pytest.mark.clause("4(3)カ")
def test_facts_change_with_old_and_new_in_the_trail(preparing, clerk):
    update_facts(preparing, {"devices": "庁用スマートフォン1台"}, by=clerk, edit_number=0)

    entry = last_entry(preparing)
    assert (entry.label, entry.clause) == ("記録を直した", "4(2)イ")
    assert entry.changes == {"投稿に使う機器": ["", "庁用スマートフォン1台"]}


def test_two_editors_do_not_overwrite_each_other(preparing, clerk, head):
    update_facts(preparing, {"devices": "タブレット"}, by=clerk, edit_number=0)

    with pytest.raises(EditedMeanwhile):
        update_facts(preparing, {"devices": "パソコン"}, by=head, edit_number=0)

    preparing.refresh_from_db()
    assert preparing.devices == "タブレット"


@pytest.mark.clause("4(2)イ")
def test_what_was_decided_on_does_not_change_but_blanks_may_be_filled(section, head):
    account = factories.account(
        status="PREPARING", department=section, topics="避難所", audience="　", tone=""
    )

    assert set(changeable(account)) & {"topics", "audience", "frequency", "tone"} == {
        "audience",
        "frequency",
        "tone",
    }
    with pytest.raises(ValidationError, match="投稿内容は、いまは変えられません"):
        update_facts(account, {"topics": "なんでも"}, by=head, edit_number=0)


@pytest.mark.parametrize(
    "name", ["purpose", "status", "decision_id", "needs_post_approval", "former_names"]
)
def test_what_an_open_account_is_does_not_change(section, head, name):
    account = factories.account(department=section)

    assert name not in changeable(account)


def test_nothing_changes_once_the_service_has_ended(section, head):
    account = factories.account(department=section, status="SERVICE_ENDED")

    assert changeable(account) == ()


@pytest.mark.clause("見本第4条(2)")
def test_mail_outside_the_city_is_refused(preparing, clerk):
    with pytest.raises(ValidationError, match=r"@city\.komae\.lg\.jp"):
        update_facts(preparing, {"registered_email": "a@example.com"}, by=clerk, edit_number=0)


def test_an_old_wrong_mail_does_not_stand_in_the_way_of_another_fact(section, clerk):
    account = factories.account(department=section, registered_email="old@example.com")

    update_facts(
        account,
        {"registered_email": "old@example.com", "devices": "タブレット"},
        by=clerk,
        edit_number=0,
    )

    account.refresh_from_db()
    assert account.devices == "タブレット"


def test_an_open_account_keeps_a_manager(section, head, head_post):
    account = factories.account(department=section)

    with pytest.raises(ValidationError):
        update_facts(account, {"manager": None}, by=head, edit_number=0)


@pytest.mark.clause("4(1)")
def test_the_contractor_is_recorded_with_the_last_day(preparing, clerk):
    facts = {"contractor": "株式会社こまえ広報", "contractor_until": date(2027, 3, 31)}

    update_facts(preparing, facts, by=clerk, edit_number=0)

    assert last_entry(preparing).changes == {
        "運用を委託する業者": ["", "株式会社こまえ広報"],
        "委託の終わる日": [None, "令和9年3月31日"],
    }


@pytest.mark.clause("見本第7条3")
def test_the_badge_is_recorded_once_per_change(preparing, clerk):
    record_badge(preparing, "APPLIED", by=clerk)
    record_badge(preparing, "APPLIED", by=clerk)

    assert [e.changes for e in Entry.objects.about(preparing)] == [{"認証": ["未申請", "申請中"]}]


@pytest.mark.clause("4(5)ア")
def test_the_secretariat_marks_the_city_pr_account(preparing, secretariat, head):
    with pytest.raises(PermissionDenied):
        mark_city_pr(preparing, True, by=head)
    mark_city_pr(preparing, True, by=secretariat)

    assert OfficialAccount.objects.get(is_city_pr=True) == preparing


def test_a_change_of_a_name_is_found_by_the_search(preparing, clerk):
    update_facts(preparing, {"name": "ﾎﾞｳｻｲ狛江"}, by=clerk, edit_number=0)

    assert OfficialAccount.objects.filter(search_key__contains="ボウサイ").get() == preparing


@pytest.mark.clause("見本第7条")
def test_the_section_chooses_another_area_than_the_words_suggest(clerk):
    account = factories.account("避難所だより", department=clerk.appointments[0].department)
    assert account.area_name == "防災・安全"

    update_facts(account, {"area": "town"}, by=clerk, edit_number=0)

    account.refresh_from_db()
    assert account.area_name == "まちづくり・環境"
    assert last_entry(account).changes == {"分野": ["防災・安全", "まちづくり・環境"]}
