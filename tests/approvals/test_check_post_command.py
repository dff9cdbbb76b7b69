"""manage.py check_post: findings with clause, line and column; 0, 1 or 2."""

import io
import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from tests import factories

pytestmark = pytest.mark.django_db
BAD = "まつりを開きます。\n連絡は０９０－１２３４－５６７８へ。\n"


@pytest.fixture
def command(tmp_path, capsys):
    def run(text, *options):
        file = tmp_path / "draft.txt"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        code = 0
        try:
            call_command("check_post", str(file), *options, "--today", "2026-11-26")
        except SystemExit as ended:
            code = ended.code
        return code, capsys.readouterr().out

    return run


@pytest.mark.clause("4(4)ア")
def test_a_finding_is_told_with_clause_line_and_column_and_ends_with_1(command):
    code, said = command(BAD)

    assert code == 1
    assert "[確かめる] 4(4)ア　2:4　電話番号：" in said
    assert "文：０９０－１２３４－５６７８" in said


def test_json_says_the_same(command):
    code, said = command(BAD, "--json")

    (finding,) = json.loads(said)["findings"]
    assert code == 1
    assert (finding["kind"], finding["line"], finding["column"]) == ("phone", 2, 4)
    assert BAD[finding["start"] : finding["end"]] == finding["quoted"]


def test_nothing_found_ends_with_0_and_a_note_is_no_finding(command):
    assert command("まつりを開きます。") == (0, "指摘はありません。\n")
    code, said = command("法人番号7000012050002")
    assert code == 0
    assert "お知らせ：1件" in said


@pytest.mark.parametrize(
    "text", [b"\x82\xdc\x82\xc2\x82\xe8", "水" * 20_001], ids=["cp932", "too long"]
)
def test_what_cannot_be_read_ends_with_2(command, text):
    with pytest.raises(CommandError) as refused:
        command(text)
    assert refused.value.returncode == 2


def test_a_missing_file_and_an_unknown_account_end_with_2(command, db):
    for arguments in (["nowhere.txt"], ["-", "--account", "nobody"], ["-", "--service", "mixi2"]):
        sys.stdin = io.TextIOWrapper(io.BytesIO(b"a"))
        with pytest.raises(CommandError) as refused:
            call_command("check_post", *arguments)
        assert refused.value.returncode == 2
    sys.stdin = sys.__stdin__


def test_of_an_account_its_length_and_consents_count(command, db):
    account = factories.account("狛江市防災", handle="komae_bosai", url="https://x.com/komae_bosai")

    code, said = command("水" * 141, "--account", "@komae_bosai")

    assert code == 1
    assert f"{account.service.name}に投稿できる長さを、2文字分こえています" in said


def test_without_a_database_the_citys_data_will_do(tmp_path):
    """As from a fresh checkout, where nothing was set up yet."""
    file = tmp_path / "draft.txt"
    file.write_text("@komae 12月5日（日）のまつり", encoding="utf-8")
    order = [sys.executable, "manage.py", "check_post", str(file), "--today", "2026-11-26"]
    nowhere = os.environ | {"KOMAE_VAR_DIR": str(tmp_path)}
    nowhere.pop("DATABASE_URL", None)
    ran = subprocess.run(
        order, cwd=settings.BASE_DIR, env=nowhere, capture_output=True, text=True, check=False
    )

    assert ran.returncode == 1
    assert "曜日のちがい" in ran.stdout
    assert "市のデータだけで" in ran.stderr
    assert "Traceback" not in ran.stderr
