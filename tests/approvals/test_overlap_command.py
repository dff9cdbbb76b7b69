"""`manage.py overlap` reads the register and ranks it."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def register() -> None:
    factories.account("狛江市防災", purpose="台風や地震のときに避難情報を届ける。")
    factories.account(
        "狛江市立図書館",
        purpose="新着図書とおはなし会を紹介する。",
        department=factories.department("図書館"),
        service=factories.service("instagram"),
    )


def overlap(*arguments: str) -> str:
    out = StringIO()
    call_command("overlap", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.clause("4(2)ア(ア)")
@pytest.mark.usefixtures("register")
def test_the_most_similar_accounts_are_printed_as_json():
    (found,) = json.loads(overlap("--purpose", "大雨の避難所", "--service", "x", "--json"))

    assert found["name"] == "狛江市防災"
    assert found["shared_words"] == ["避難"]
    assert found["reasons"][0] == "同じ媒体"
    assert 0 < found["score"] <= 1.1


@pytest.mark.usefixtures("register")
def test_people_read_one_line_an_account():
    printed = overlap("--purpose", "読書", "--topics", "おはなし会", "--department", "図書館")

    assert printed.count("\n") == 1
    assert "狛江市立図書館（Instagram・図書館・運用中） 同じ部課、共通の言葉" in printed


@pytest.mark.usefixtures("register")
def test_nothing_similar_is_said_in_words():
    assert overlap("--purpose", "宇宙") == "似ている公式アカウントはありません。\n"


@pytest.mark.usefixtures("register")
def test_the_limit_holds():
    rows = json.loads(overlap("--purpose", "避難と図書", "--limit", "1", "--json"))

    assert [row["rank"] for row in rows] == [1]


@pytest.mark.parametrize(
    "arguments", [[], ["--purpose", "　"], ["--purpose", "防災", "--limit", "0"]]
)
def test_what_cannot_be_asked_is_refused(arguments):
    with pytest.raises(CommandError):
        overlap(*arguments)
