"""Every list as CSV and Excel: the rows of the page, with the rights of the page."""

import csv
import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import OfficialAccount
from komae_sns.audit.models import Entry
from komae_sns.documents.services import exports
from tests import factories
from tests.approvals import rows

pytestmark = pytest.mark.django_db

LISTS = {
    "/accounts/": ("表示名", "ユーザー名", "媒体"),
    "/approvals/": ("件名", "状態"),
    "/approvals/meetings/": ("年度", "回", "開催日"),
    "/approvals/waivers/": ("件名", "ただし書", "認める範囲"),
    "/policies/": ("題名", "施行中の版"),
    "/posts/": ("アカウント", "投稿する文", "状態"),
    "/audit/": ("通番", "できごと", "変更"),
    "/notices/": ("種類", "件名"),
    "/notices/reminders/": ("種類", "氏名", "段階"),
    "/reviews/2025/": ("アカウント", "状態", "判定の理由"),
}


def ask(client, world, person, path, **asked):
    client.force_login(world.people[person])
    return client.get(path, asked)


def body(answer):
    return b"".join(answer.streaming_content)


def table(answer):
    text = body(answer)
    assert text.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("path", LISTS)
def test_a_list_goes_out_as_csv_and_as_excel_with_the_same_rows(client, world, path):
    found = table(ask(client, world, "secr", path, **{"as": "csv"}))
    excel = ask(client, world, "secr", path, **{"as": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(body(excel))).active
    heading, *lines = sheet.iter_rows(values_only=True)

    assert set(LISTS[path]) <= set(heading)
    assert list(heading) == list(found[0])
    if path != "/audit/":  # where the first file itself is the newest entry
        assert len(lines) == len(found)
    assert "filename*=utf-8" in excel["Content-Disposition"]


def test_who_may_not_see_the_page_gets_no_file(client, world):
    for person, user in world.people.items():
        client.logout()
        if user:
            client.force_login(user)
        for path in LISTS:
            page, file = client.get(path), client.get(path, {"as": "csv"})
            assert file.status_code == page.status_code, (person, path)


@pytest.mark.clause("4(1)")
def test_a_contractor_takes_out_only_what_they_operate(client, world):
    names = {
        r["表示名"] for r in table(ask(client, world, "vendor", "/accounts/", **{"as": "csv"}))
    }

    assert names == set(
        OfficialAccount.objects.operated_by(world.actor("vendor")).values_list("name", flat=True)
    )
    assert names


def test_the_filter_of_the_page_holds_for_the_file(client, world):
    found = table(ask(client, world, "secr", "/accounts/", q="消防団", **{"as": "csv"}))

    assert [row["表示名"] for row in found] == ["狛江市消防団"]


def test_other_sections_drafts_are_in_no_file(client, world):
    draft = world.places["draft"]["pk"]

    mine = table(ask(client, world, "clerk", "/approvals/", **{"as": "csv"}))
    others = table(ask(client, world, "clerk2", "/approvals/", **{"as": "csv"}))

    assert str(draft) in {row["番号"] for row in mine}
    assert str(draft) not in {row["番号"] for row in others}


@pytest.mark.parametrize(
    "path",
    [
        "/audit/?since=2026-02-30",
        "/policies/?department=x",
        "/approvals/?status=x",
        "/accounts/?status=x",
        "/notices/?kind=x",
    ],
)
def test_a_condition_that_does_not_fit_takes_nothing_out(client, world, path):
    """A slip in a date must not hand over the whole trail."""
    client.force_login(world.people["secr"])

    answer = client.get(f"{path}&as=csv")

    assert table(answer) == []


@pytest.mark.parametrize("query", ["q=%00", "q=" + "あ " * 3000, "q=1&" * 1500])
def test_a_list_is_not_asked_for_under_what_no_address_can_hold(client, world, query):
    client.force_login(world.people["secr"])

    assert client.post("/exports/lists/accounts/", {"query": query}).status_code == 400


def test_formulas_do_not_run(client, world):
    factories.account("=HYPERLINK(1)", purpose="@SUM(1)")

    answer = ask(client, world, "secr", "/accounts/", q="hyperlink", **{"as": "csv"})
    [row] = table(answer)
    excel = ask(client, world, "secr", "/accounts/", q="hyperlink", **{"as": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(body(excel))).active

    assert (row["表示名"], row["目的"]) == ("'=HYPERLINK(1)", "'@SUM(1)")
    cell = sheet.cell(2, 2)
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=HYPERLINK(1)", "s", True)


def test_shift_jis_names_the_characters_it_does_not_know(client, world):
    factories.account("𠮷田〜防災", purpose="高﨑")

    asked = ask(client, world, "secr", "/accounts/", q="防災", **{"as": "csv-sjis"})
    assert "Shift_JISにない字" in asked.content.decode()
    assert '<span class="strong">𠮷</span>' in asked.content.decode()

    replaced = ask(client, world, "secr", "/accounts/", q="防災", replace=1, **{"as": "csv-sjis"})
    text = body(replaced).decode("cp932")
    assert "〓田～防災" in text
    assert "高﨑" in text


def test_who_took_out_what_is_in_the_trail(client, world):
    body(ask(client, world, "audit", "/accounts/", q="消防団", status="", **{"as": "csv"}))

    entry = Entry.objects.newest_first()[0]
    assert (entry.action, entry.actor_id) == ("documents.list_taken_out", world.people["audit"].pk)
    assert entry.changes == {
        "一覧": [None, "公式アカウント"],
        "形式": [None, "CSV"],
        "条件": [None, "q=消防団"],
    }


def test_a_longer_list_asks_no_more_often(client, world):
    client.force_login(world.people["secr"])

    def asked(path):
        body(client.get(path, {"as": "csv"}))
        with CaptureQueriesContext(connection) as queries:
            body(client.get(path, {"as": "csv"}))
        return len(queries)

    few = {path: asked(path) for path in LISTS}
    for n in range(8):
        own = factories.department(f"課{n}", parent=factories.division(f"部{n}"))
        rows.meeting(world.sitting, rows.application(own))
        factories.account(f"口座{n}", department=own)

    assert {path: asked(path) for path in LISTS} == few


def test_a_list_too_long_for_a_page_is_made_by_a_worker(client, world, monkeypatch, settings):
    monkeypatch.setattr("komae_sns.documents.listings.download.MOST_ON_A_PAGE", 1)
    monkeypatch.setattr("komae_sns.documents.views.nudge", lambda task: True)

    page = ask(client, world, "secr", "/accounts/", status="RUNNING", **{"as": "xlsx"})
    assert "あとから作ります" in page.content.decode()
    asked = client.post("/exports/lists/accounts/", {"query": "status=RUNNING"})
    exports.make_waiting()

    file = body(client.get(f"{asked.url}file/"))
    sheet = openpyxl.load_workbook(io.BytesIO(file)).active
    running = OfficialAccount.objects.filter(status="RUNNING").count()
    assert sheet.max_row == 1 + running


def test_nobody_asks_for_a_list_that_they_may_not_see(client, world):
    client.force_login(world.people["clerk"])

    assert client.post("/exports/lists/trail/", {"query": ""}).status_code == 403
    assert client.post("/exports/lists/nothing/", {"query": ""}).status_code == 404


def test_the_page_offers_the_files_with_its_conditions(client, world):
    page = ask(client, world, "secr", "/accounts/", q="消防団", before="99999")

    assert "?q=%E6%B6%88%E9%98%B2%E5%9B%A3&amp;as=csv-sjis" in page.content.decode()
