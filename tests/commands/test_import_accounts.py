"""`manage.py import_accounts FILE [--dry-run] [--json]`."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Figure, OfficialAccount
from komae_sns.staff.models import Department
from komae_sns.staff.posts import Post
from tests import factories
from tests.intake.tables import account_row, csv_of, section_with_head

pytestmark = pytest.mark.django_db


def run(file, *options):
    out = StringIO()
    try:
        call_command("import_accounts", str(file), *options, stdout=out, stderr=StringIO())
    except SystemExit as ended:
        return ended.code, out.getvalue()
    return 0, out.getvalue()


@pytest.fixture
def file(tmp_path):
    section_with_head()
    return tmp_path / "一覧.csv"


def test_a_dry_run_tells_and_takes_nothing_and_then_all_is_taken_and_then_the_same(file):
    file.write_bytes(csv_of(account_row("one"), account_row("two")))

    dry = run(file, "--dry-run", "--json")
    count = OfficialAccount.objects.count()
    taken, again = run(file, "--json"), run(file, "--json")

    assert (dry[0], count) == (0, 0)
    assert json.loads(dry[1])["counts"]["NEW"] == 2
    assert (taken[0], OfficialAccount.objects.count()) == (0, 2)
    assert (again[0], json.loads(again[1])["counts"]["SAME"]) == (0, 2)


def test_with_an_error_nothing_is_taken_unless_the_good_rows_are_asked_for(file):
    file.write_bytes(csv_of(account_row("one"), account_row("two", department="ない課")))

    code, out = run(file, "--json")

    assert code == 1
    assert json.loads(out)["rows"][1]["errors"][0]["field"] == "department"
    assert OfficialAccount.objects.count() == 0
    assert run(file, "--only-good")[0] == 0
    assert OfficialAccount.objects.count() == 1


def test_a_line_that_is_not_read_as_a_row_is_told(tmp_path):
    file = tmp_path / "職員.csv"
    heading = "職員番号,氏名,ふりがな,メールアドレス\n"
    rows = "1001,髙橋 一郎,たかはし いちろう,takahashi@city.komae.lg.jp\n,渡邉 太郎,,\n"
    file.write_bytes((heading + rows).encode())

    code, out = run(file, "--kind", "people", "--dry-run")

    assert code == 0
    assert "3行目　行として読まなかった　渡邉 太郎" in out


def test_a_column_that_cannot_be_told_is_named_and_shown_by_hand(file):
    heading = "媒体,アドレス,表示名,うけもち,開設日,根拠\n"
    file.write_bytes(csv_of(account_row("one").rpartition(",")[0], heading=heading))

    code, out = run(file, "--json")
    assert (code, json.loads(out)["missing"]) == (1, ["運用主体", "目的"])

    assert run(file, "--column", "department=うけもち", "--set", "purpose=市政情報")[0] == 0


def test_figures_are_brought_in_under_the_name_of_who_did_it(file, time_machine):
    time_machine.move_to(f"{factories.TODAY}T10:00:00+09:00", tick=False)
    clerk = factories.actor(Post.CLERK, Department.objects.get())
    factories.account("狛江市", department=Department.objects.get(), handle="KomaeCity")
    file.write_bytes("アカウント,月,フォロワー数\n@KomaeCity,R8.10,100\n".encode())

    assert run(file, "--kind", "figures")[0] == 1
    assert run(file, "--kind", "figures", "--by", clerk.user.username)[0] == 0
    figure = Figure.objects.get()
    assert (figure.value, figure.recorded_by) == (100, clerk.user)


def test_a_file_that_is_no_table_is_told(file):
    file.write_bytes(b"%PDF-1.7")

    with pytest.raises(CommandError, match="PDF"):
        call_command("import_accounts", str(file))
