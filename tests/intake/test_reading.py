"""CSV and Excel as cities keep them, and files that mean no good."""

import io
import time
import zipfile
from datetime import date

import pytest

from komae_sns.documents import wareki
from komae_sns.home.intake.kinds import KINDS, words
from komae_sns.intake import Unreadable, layout_of, read, rows_of
from tests.intake.tables import book, saved

TABLE = (
    "狛江市SNS一覧\n令和8年4月現在\n\n所管課{0}アカウント名{0}ID{0}開始日\n"
    "秘書広報室{0}狛江市{0}ＫｏｍａｅＣｉｔｙ{0}R4.5.1\n"
)


def rows(content: bytes, kind: str = "accounts"):
    [sheet, *_] = read(content)
    columns = KINDS[kind].columns
    layout = layout_of(columns, sheet)
    return rows_of(sheet, columns, layout, words=words(), parse_date=wareki.parse, defaults={}).rows


def values(content: bytes, kind: str = "accounts"):
    return [row.values for row in rows(content, kind)]


@pytest.mark.parametrize("separator", [",", "\t", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_every_encoding_and_separator_reads_alike(encoding, separator):
    content = TABLE.format(separator).encode(encoding)

    assert values(content) == [
        {
            "department": "秘書広報室",
            "name": "狛江市",
            "handle": "KomaeCity",
            "opened_on": date(2022, 5, 1),
        }
    ]


@pytest.mark.parametrize(
    "written",
    ["令和元年5月1日", "令和1年5月1日", "R1.5.1", "２０１９/５/１", "2019-05-01", "43586"],
)
def test_a_day_is_read_however_it_is_written(written):
    content = f"ログイン名,職,開始日\ne1,委員,{written}\n".encode()

    assert values(content, "appointments")[0]["starts_on"] == date(2019, 5, 1)


def test_ditto_marks_repeat_what_stands_above_and_the_first_one_is_refused():
    content = (
        "所属,氏名,職,開始日\n〃,甲,課長,R1.5.1\n総務課,乙,課長,R1.5.1\n同上,丙,〃,〃\n".encode()
    )

    first, second, third = rows(content, "appointments")

    assert [f.message for f in first.findings] == ["「〃」の上に、内容がありません。"]
    assert third.values == second.values | {"name": "丙"}


def test_group_titles_totals_and_repeated_headings_are_no_rows():
    text = "氏名,ログイン名\n【総務部】,\n甲,e1\n氏名,ログイン名\n乙,e2\n※印は兼務,\n合計,2\n,\n"

    assert [row.line for row in rows(text.encode(), "people")] == [3, 5]


def test_exported_values_lose_the_apostrophe_that_kept_them_from_running():
    assert values("表示名,ID\n'=狛江,'@KomaeCity\n".encode())[0] == {
        "name": "=狛江",
        "handle": "@KomaeCity",
    }


def test_excel_with_merged_cells_links_formulas_and_day_numbers():
    made = book(
        メモ=[["ただのメモ"]],
        一覧=[
            ["公式SNS一覧", None, None, None],
            ["所管課", "名称", "リンク", "開始日"],
            ["秘書広報室", "狛江市", "公式ページ", date(2022, 5, 1)],
            [None, "狛江市防災", '=HYPERLINK("https://x.com/komae_bosai","こちら")', 44682],
            ["図書館", "=1+1", "https://x.com/lib", "H31.4.1"],
        ],
    )
    sheet = made["一覧"]
    sheet.merge_cells("A3:A4")
    sheet["C3"].hyperlink = "https://x.com/KomaeCity"
    made.active = 1
    sheets = {found.name: found for found in read(saved(made))}
    columns = KINDS["accounts"].columns
    layout = layout_of(columns, sheets["一覧"])

    found = rows_of(
        sheets["一覧"], columns, layout, words=words(), parse_date=wareki.parse, defaults={}
    ).rows

    assert [row.values.get("department") for row in found] == ["秘書広報室", "秘書広報室", "図書館"]
    assert [row.values.get("address") for row in found] == [
        "https://x.com/KomaeCity",
        "https://x.com/komae_bosai",
        "https://x.com/lib",
    ]
    assert [row.values["opened_on"] for row in found[:2]] == [date(2022, 5, 1)] * 2
    assert "name" not in found[2].values, "a formula that Excel never worked out has no value"


def test_rows_at_the_end_of_the_sheet_cost_nothing():
    made = book(一覧=[["名称", "URL"], ["狛江市", "https://x.com/KomaeCity"]])
    made["一覧"]["A1048576"] = " "
    started = time.monotonic()

    assert len(values(saved(made))) == 1
    assert time.monotonic() - started < 3


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", "<workbook/>")
        parts.writestr("xl/worksheets/sheet1.xml", b" " * (30 * 1024 * 1024))
    return file.getvalue()


def entities() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as parts:
        parts.writestr("xl/workbook.xml", '<!DOCTYPE x [<!ENTITY a "b">]><workbook>&a;</workbook>')
    return file.getvalue()


def broken() -> bytes:
    content = saved(book(一覧=[["名称", "URL"], ["狛江市", "x"]]))
    return content[: len(content) // 2]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "空です"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ".xls"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "パスワードのついた",
        ),
        (b"%PDF-1.7", "PDF"),
        (b"<html><table></table></html>", "ウェブページ"),
        (b"a,b\0c\n", "表として読めません"),
        (b"a,b\n\x81\xff\xfe\n", "2行目の文字コード"),
        (b'"' + b"a" * 6000, "閉じていない"),
        (b"a,b\n" * 10_002, "行が多すぎます"),
        (b"x" * (5 * 1024 * 1024 + 1), "大きすぎます"),
        (bomb(), "大きすぎます"),
        (entities(), "読めない定義"),
        (broken(), "読めません"),
        (b"PK\x03\x04 no zip", "読めません"),
        (b"\n,,\n,\n", "読める行がありません"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_is_no_table_is_told_so(content, told):
    with pytest.raises(Unreadable, match=told):
        read(content)
