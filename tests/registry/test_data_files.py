"""accounts.json and accounts.csv say what the pages say, in a form that programs read."""

import csv
import io
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from komae_sns.home.registry.entries import entries_of, published
from komae_sns.home.registry.fields import FIELDS, record
from tests import factories
from tests.registry import rows

pytestmark = [pytest.mark.django_db, pytest.mark.clause("見本第7条")]


@pytest.fixture
def fetched(client):
    def fetch(name):
        answer = client.get(f"/registry/{name}")
        assert answer.status_code == 200
        return b"".join(answer.streaming_content).decode()

    return fetch


@pytest.fixture
def city():
    """One in each state, one of them in doubt."""
    made = [
        factories.account(f"口座{status}", status=status)
        for status in ("PREPARING", "RUNNING", "PAUSED", "STOPPING", "SUSPENDED", "SERVICE_ENDED")
    ]
    factories.notified(made[3].suspensions.get())
    rows.former(made[1])
    rows.domain(made[4])
    rows.hijacked(made[1])
    return made[1:]


def test_page_json_and_csv_say_the_same_of_every_state(client, fetched, city, settings):
    base = settings.REGISTRY_URL
    said = [dict(record(entry, base)) for entry in entries_of(published().order_by("pk"))]

    from_json = json.loads(fetched("accounts.json"))["accounts"]
    table = list(csv.DictReader(io.StringIO(fetched("accounts.csv").removeprefix("\ufeff"))))

    assert from_json == said
    assert [row["番号"] for row in table] == [one["key"] for one in said]
    assert [row["状態"] for row in table] == [one["label"] for one in said]
    for one in said:
        page = client.get(f"/registry/accounts/{one['key']}/")
        assert page.context["account"].entry.label == one["label"]
        assert one["page"] == f"{base}accounts/{one['key']}/"


@pytest.mark.clause("4(3)カ")
def test_the_platforms_mark_is_not_told_of_an_account_that_others_may_hold(fetched):
    sure, doubted = (factories.account(name, badge="GRANTED") for name in ("防災", "広報"))
    rows.hijacked(doubted)

    told = {row["name"]: row["badge"] for row in json.loads(fetched("accounts.json"))["accounts"]}

    assert told == {sure.name: "GRANTED", doubted.name: None}


def test_csv_begins_with_a_mark_and_holds_no_live_formula(fetched):
    factories.account("=HYPERLINK(1)", handle="KomaeCity", purpose="+1\n-2")

    text = fetched("accounts.csv")

    assert text.startswith("\ufeff番号,")
    [row] = csv.DictReader(io.StringIO(text[1:]))
    assert (row["表示名"], row["ユーザー名"]) == ("'=HYPERLINK(1)", "'@KomaeCity")
    assert row["目的"] == "'+1\n-2"


def test_an_empty_register_is_valid(fetched):
    assert json.loads(fetched("accounts.json"))["accounts"] == []
    assert fetched("accounts.csv").count("\r\n") == 1


def test_a_file_that_was_not_changed_is_answered_by_304(client, city):
    for name in ("accounts.json", "accounts.csv"):
        first = client.get(f"/registry/{name}")
        again = client.get(f"/registry/{name}", headers={"If-None-Match": first.headers["ETag"]})
        assert again.status_code == 304


def test_the_heading_goes_out_before_a_row_is_read(client, city):
    answer = client.get("/registry/accounts.json")

    with CaptureQueriesContext(connection) as asked:
        first = next(iter(answer.streaming_content))

    assert (first.startswith(b'{"format": 1, "title"'), len(asked)) == (True, 0)


def test_every_field_is_described(client):
    text = client.get("/registry/data/").content.decode()

    assert [field.name for field in FIELDS if field.name not in text] == []
    assert "クリエイティブ・コモンズ" in text
