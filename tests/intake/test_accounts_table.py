"""既存登録 from a table: looked at first, then all or none, and again without doubles."""

from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Decision, FormerHandle, OfficialAccount
from komae_sns.audit.models import Entry
from komae_sns.staff.intake.taking import Overtaken
from komae_sns.staff.posts import Post
from policies.models import PolicyVersion
from tests import factories
from tests.intake.tables import (
    HEADING,
    account_row,
    csv_of,
    errors,
    look,
    section_with_head,
    take,
    verdicts,
)

pytestmark = pytest.mark.django_db


@pytest.mark.clause("4(2)")
def test_an_account_enters_with_its_evidence_manager_and_canonical_address():
    section = section_with_head()
    secretary = factories.actor(Post.SECRETARIAT, name="事務一郎")
    content = csv_of(account_row("x", address="https://twitter.com/KomaeCity?lang=ja"))

    take("accounts", look("accounts", content, secretary), secretary)

    account = OfficialAccount.objects.get()
    assert (account.url, account.handle) == ("https://x.com/KomaeCity", "KomaeCity")
    assert (account.status, account.opened_on) == ("RUNNING", date(2022, 5, 1))
    assert (account.department, account.manager.user.name) == (section, "狛江 花子")
    decision = Decision.objects.get()
    assert (decision.outcome, decision.basis) == ("EXISTING", "令和4年4月20日決裁")
    assert decision.decided_by == secretary.user
    entry = Entry.objects.get(action="accounts.register_existing")
    assert entry.changes["運用ポリシー"] == [None, "あとで登録"]
    assert (entry.actor_id, entry.note) == (secretary.user.pk, decision.basis)


def test_every_error_stands_at_its_row_and_column_with_a_likely_correction():
    section_with_head("秘書広報室")
    old = factories.department("児童青少年課", ends_on=date(2022, 3, 31))
    old.successors.add(factories.department("子ども政策課"))
    content = csv_of(
        account_row("one", department="秘書公報室"),
        account_row("two", department="児童青少年課"),
        account_row("three", opened_on="平成31年11月22日"),
        account_row("four", address="https://x.com/search?q=komae"),
        account_row("five", service="ミクシィ"),
        account_row("six", name=""),
        account_row("seven", department="子ども政策課"),
        account_row("eight", opened_on="令和9年1月1日"),
        account_row("nine"),
        account_row("ten", address="@NINE"),
    )

    found = look("accounts", content)

    assert verdicts(found) == ["誤り"] * 8 + ["新規", "誤り"]
    told = {(line, field): (message, offer) for line, field, message, offer in errors(found)}
    assert told[2, "department"][1] == "秘書広報室"
    assert "引きつぐ部課は子ども政策課です" in told[3, "department"][0]
    assert told[4, "opened_on"][1] == "2019-11-22"
    assert (5, "address") in told
    assert "どの媒体か" in told[6, "service"][0]
    assert told[7, "name"][0].startswith("空いています")
    assert "所属長がいません" in told[8, "manager"][0]
    assert "きょうか、それより前" in told[9, "opened_on"][0]
    assert told[11, "address"][0] == "10行目と同じアカウントです。"


def test_the_same_file_again_changes_nothing_and_a_corrected_one_goes_on():
    section_with_head()
    first = csv_of(account_row("one"), account_row("two"))
    take("accounts", look("accounts", first))

    again = look("accounts", first)
    # Another order, one more account, a contractor added.
    rows = [account_row(name) + "," for name in ("three", "two", "one")]
    rows[2] += "株式会社狛江広報"
    heading = "媒体,アドレス,表示名,所管課,開設日,根拠,目的,委託先\n"
    continued = look("accounts", csv_of(*rows, heading=heading))

    assert verdicts(again) == ["同じ", "同じ"]
    assert verdicts(continued) == ["新規", "同じ", "変更"]
    assert dict(continued.plan.rows[2].changes) == {"運用を委託する業者": ("", "株式会社狛江広報")}
    take("accounts", continued)
    assert OfficialAccount.objects.count() == 3
    assert OfficialAccount.objects.get(handle="one").contractor == "株式会社狛江広報"


def test_what_was_decided_is_not_changed_by_a_table_and_said():
    section_with_head()
    take("accounts", look("accounts", csv_of(account_row("one"))))

    found = look("accounts", csv_of(account_row("one", purpose="ほかの目的")))

    assert verdicts(found) == ["同じ"]
    assert "目的" in found.plan.rows[0].notes[0]


def test_an_old_name_of_an_account_is_told_with_its_name_of_today():
    section = section_with_head()
    account = factories.account("狛江市", department=section, handle="now", url="https://x.com/now")
    FormerHandle.objects.create(
        account=account,
        service=account.service,
        handle="before",
        url="https://x.com/before",
        ends_on=date(2025, 1, 1),
        recorded_by=factories.person("記録者"),
    )

    [told] = errors(look("accounts", csv_of(account_row("before"))))

    assert (told[1], told[3]) == ("address", "https://x.com/now")


def test_an_address_taken_meanwhile_leaves_nothing_half_done():
    section = section_with_head()
    found = look("accounts", csv_of(account_row("one"), account_row("two")))
    factories.account("先に入れた", department=section, handle="two", url="https://x.com/two")

    with pytest.raises(Overtaken):
        take("accounts", found)

    assert OfficialAccount.objects.count() == 1
    assert Entry.objects.filter(action="accounts.register_existing").count() == 0


def test_an_account_changed_meanwhile_is_not_overwritten():
    section_with_head()
    take("accounts", look("accounts", csv_of(account_row("one"))))
    heading = "媒体,アドレス,表示名,所管課,開設日,根拠,目的,委託先\n"
    found = look("accounts", csv_of(account_row("one") + ",甲社", heading=heading))
    OfficialAccount.objects.update(contractor="乙社", edit_number=1)

    with pytest.raises(Overtaken):
        take("accounts", found)

    assert OfficialAccount.objects.get().contractor == "乙社"


def test_five_thousand_rows_take_no_more_queries_than_two_batches():
    section_with_head()

    def queries(number: int) -> tuple[int, int]:
        content = csv_of(*(account_row(f"k{number}x{n}") for n in range(number)))
        with CaptureQueriesContext(connection) as looking:
            found = look("accounts", content)
        with CaptureQueriesContext(connection) as taking:
            take("accounts", found)
        return len(looking), len(taking)

    few, many = queries(5), queries(300)

    assert many[0] - few[0] <= 0
    assert many[1] - few[1] <= 2
    assert OfficialAccount.objects.count() == 305


@pytest.mark.integrity
@pytest.mark.django_db(transaction=True)
def test_of_two_tables_taken_at_once_one_is_taken_whole_and_the_other_not_at_all():
    section_with_head()
    tables = [
        csv_of(account_row("shared"), account_row("left")),
        csv_of(account_row("right"), account_row("shared")),
    ]
    found = [look("accounts", table) for table in tables]
    together, ended = Barrier(2), []

    def run(one) -> None:
        try:
            together.wait(10)
            with transaction.atomic():
                take("accounts", one)
            ended.append("taken")
        except Overtaken:
            ended.append("overtaken")
        finally:
            connection.close()

    threads = [Thread(target=run, args=(one,)) for one in found]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(ended) == ["overtaken", "taken"]
    assert OfficialAccount.objects.count() == 2


POLICY = """狛江市秘書広報室X運用ポリシー
（目的）
第1条 このポリシーは、狛江市秘書広報室がXを運用するために、必要な事項を定める。
（管理者）
第2条 管理者として秘書広報室長を置く。
"""


def test_a_policy_in_a_cell_becomes_a_draft_and_a_word_waits_for_later():
    section_with_head()
    secretary = factories.actor(Post.SECRETARIAT, name="事務一郎")
    heading = HEADING.strip() + ",ポリシー\n"
    wrong = "x" * 80
    rows = [
        account_row("one") + f',"{POLICY}"',
        account_row("two") + ",あり",
        account_row("three") + f",{wrong}",
    ]

    found = look("accounts", csv_of(*rows, heading=heading), secretary)
    take("accounts", look("accounts", csv_of(*rows[:2], heading=heading), secretary), secretary)

    assert verdicts(found) == ["新規", "新規", "誤り"]
    [note] = found.plan.rows[1].notes
    assert note == "「あり」は文ではないので、運用ポリシーは、あとで登録します。"
    version = PolicyVersion.objects.get()
    assert (version.status, version.title) == ("DRAFT", "狛江市秘書広報室X運用ポリシー")
    assert [a.handle for a in version.policy.accounts.all()] == ["one"]
