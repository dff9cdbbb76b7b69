"""A running account changes: who decides, what stays to be read, which names are kept."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts.models import AccountChange, FormerHandle, OfficialAccount, Operator
from accounts.services import FormerlyOurs, set_address, update_facts
from komae_sns.audit.models import Entry
from komae_sns.staff.posts import Post
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
RENAMED_ON = date(2026, 11, 2)


@pytest.fixture
def running(section, head_post):
    return factories.account(
        "狛江市安心安全課",
        department=section,
        handle="komae_anzen",
        manager=head_post,
        topics="避難所",
        audience="市民",
        frequency="週に2回",
        tone="です・ます",
    )


@pytest.mark.clause("4(2)イ")
def test_the_head_changes_alone_what_the_city_leaves_to_the_head(running, head):
    update_facts(running, {"frequency": "毎日"}, by=head, edit_number=0, reason="台風の季節")

    change = running.changes.get()
    assert (change.label, change.old, change.new) == ("発信の回数", "週に2回", "毎日")
    assert (change.get_decided_as_display(), change.reason) == ("所属長の決定", "台風の季節")
    assert Entry.objects.about(running).newest_first().first().label == "アカウントの内容を変えた"


@pytest.mark.clause("4(2)イ")
@pytest.mark.parametrize("name", ["purpose", "topics", "audience", "needs_post_approval"])
def test_what_the_committee_looked_at_is_changed_by_nobody_alone(running, head, name):
    new = False if name == "needs_post_approval" else "べつの内容"

    with pytest.raises(ValidationError, match="いまは変えられません"):
        update_facts(running, {name: new}, by=head, edit_number=0, reason="変えたい")


def test_a_clerk_keeps_the_record_but_decides_no_change(running, clerk):
    update_facts(running, {"devices": "タブレット"}, by=clerk, edit_number=0)

    with pytest.raises(PermissionDenied, match="所属長と事務局だけ"):
        update_facts(running, {"name": "狛江市防災"}, by=clerk, edit_number=1)
    assert not AccountChange.objects.exists()


def test_who_decides_is_the_citys_table(running, head, settings, tmp_path):
    _other_city(settings, tmp_path, 'purpose = "committee"', 'purpose = "head"')

    update_facts(running, {"purpose": "防災と防犯"}, by=head, edit_number=0, reason="所管替え")

    assert running.changes.get().label == "目的"


def _other_city(settings, tmp_path, old, new):
    for file in settings.CITY_FOLDER.iterdir():
        text = file.read_text(encoding="utf-8")
        (tmp_path / file.name).write_text(text.replace(old, new), encoding="utf-8")
    settings.CITY_FOLDER = tmp_path


@pytest.mark.clause("4(5)エ")
def test_a_renamed_account_keeps_its_old_name_and_is_found_by_it(running, secretariat):
    set_address(running, "@komae_bosai", by=secretariat, reason="改称", renamed_on=RENAMED_ON)

    former = running.former_handles.get()
    assert (former.handle, former.url) == ("komae_anzen", "https://x.com/komae_anzen")
    assert (former.starts_on, former.ends_on) == (running.opened_on, RENAMED_ON)
    assert OfficialAccount.objects.filter(search_key__has="komae_anzen").get() == running
    assert running.changes.get().get_decided_as_display() == "事務局の記録"


def test_a_slip_in_the_register_is_no_former_name(running, secretariat):
    set_address(running, "@komae_anzenn", by=secretariat, reason="打ちまちがい")

    assert not FormerHandle.objects.exists()


@pytest.mark.clause("4(5)エ")
def test_nobody_takes_an_old_name_of_ours_unnoticed(running, preparing, clerk, secretariat):
    set_address(running, "@komae_bosai", by=secretariat, reason="改称", renamed_on=RENAMED_ON)

    with pytest.raises(
        FormerlyOurs, match="「@komae_anzen」は、「狛江市安心安全課（X）」が令和8年11月2日"
    ):
        set_address(preparing, "https://twitter.com/Komae_Anzen", by=clerk)
    set_address(preparing, "@komae_anzen", by=secretariat)

    preparing.refresh_from_db()
    assert preparing.handle == "komae_anzen"


def test_an_account_takes_its_own_old_name_again(running, secretariat):
    for name, day in (("@komae_bosai", RENAMED_ON), ("@komae_anzen", TODAY)):
        set_address(running, name, by=secretariat, reason="改称", renamed_on=day)

    assert [str(f) for f in running.former_handles.all()] == ["@komae_bosai", "@komae_anzen"]


@pytest.mark.integrity
@pytest.mark.parametrize("sql", ["DELETE FROM {}", "UPDATE {} SET {} = ''"])
def test_a_change_and_an_old_name_are_never_rewritten(running, secretariat, sql):
    from django.db import connection

    set_address(running, "@komae_bosai", by=secretariat, reason="改称", renamed_on=RENAMED_ON)
    for table, column in (("accounts_accountchange", "old"), ("accounts_formerhandle", "handle")):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql.format(table, column))


@pytest.mark.parametrize(
    ("service", "good", "bad"),
    [("x", "1234567890", "@KomaeCity"), ("youtube", f"UC{'a' * 22}", "UC123")],
)
def test_the_platforms_number_has_the_shape_of_its_service(section, clerk, service, good, bad):
    account = factories.account(department=section, service=factories.service(service))

    with pytest.raises(ValidationError, match="の形ではありません"):
        update_facts(account, {"platform_id": bad}, by=clerk, edit_number=0)
    update_facts(account, {"platform_id": good}, by=clerk, edit_number=0)

    account.refresh_from_db()
    assert account.platform_id == good


def test_one_number_is_one_account(section, clerk):
    first = factories.account("狛江市防犯", department=section)
    update_facts(first, {"platform_id": "123"}, by=clerk, edit_number=0)

    with pytest.raises(ValidationError, match="「狛江市防犯（X）」に、すでに登録"):
        update_facts(
            factories.account(department=section), {"platform_id": "123"}, by=clerk, edit_number=0
        )


def test_the_head_fills_in_the_page_and_reads_the_history(running, log_in, head):
    browser = log_in(head)
    page = browser.get(f"/accounts/{running.pk}/changes/").text
    assert "委員会の承認がいる変更" in page
    assert 'name="purpose"' not in page

    typed = {"edit_number": 0, "name": "狛江市の防災", "manager": running.manager_id}
    typed |= {"frequency": "毎日", "tone": "です・ます", "reason": "　", "valid_from": TODAY}
    again = browser.post(f"/accounts/{running.pk}/changes/", typed)
    assert "入力してください。" in again.text
    assert "狛江市の防災" in again.text
    browser.post(f"/accounts/{running.pk}/changes/", typed | {"reason": "市民の声"})

    ledger = browser.get(f"/accounts/{running.pk}/ledger/").text
    assert "狛江市の防災" in ledger
    assert "市民の声" in ledger
    assert running.changes.count() == 2


@pytest.mark.clause("4(1)")
def test_a_contractor_reads_what_changed_but_not_why_or_by_whose_decision(running, log_in, head):
    vendor = factories.actor(Post.CONTRACTOR, name="受託一郎")
    Operator.objects.create(account=running, user=vendor.user, starts_on=TODAY)
    update_facts(running, {"frequency": "毎日"}, by=head, edit_number=0, reason="庁内の事情")

    ledger = log_in(vendor).get(f"/accounts/{running.pk}/ledger/").text

    assert "毎日" in ledger
    assert "庁内の事情" not in ledger
    assert head.user.name not in ledger
