"""A profile must say who runs the account and what for, in whatever words and widths."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.profile import (
    Level,
    ProfileReader,
    ProfileWords,
    check_profile,
    platform_length,
)

FOLDER = Path(__file__).resolve().parents[2] / "komae_sns" / "city" / "komae"
WORDS = ProfileWords.from_tables(tomllib.loads((FOLDER / "words.toml").read_text("utf-8")))
DEPARTMENTS = ["企画財政部", "秘書広報室"]
PURPOSE = "災害時の避難情報を市民に届ける。"
GOOD = "狛江市秘書広報室が運営する公式アカウントです。避難や防災の情報をお知らせします。"


def check(text, *, departments=DEPARTMENTS, purpose=PURPOSE, limit=None):
    return check_profile(
        text,
        city_name="狛江市",
        department_names=departments,
        purpose=purpose,
        limit=limit,
        words=WORDS,
    )


def codes(text, **more) -> list[str]:
    return [finding.code for finding in check(text, **more)]


def operator(text, departments=DEPARTMENTS) -> str | None:
    span = ProfileReader(text, "狛江市", departments, WORDS).operator
    return text[slice(*span)] if span else None


@pytest.mark.clause("4(2)イ")
@pytest.mark.clause("4(3)ア")
def test_a_profile_that_names_operator_and_purpose_passes():
    assert check(GOOD) == ()


@pytest.mark.clause("4(3)ア")
@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("狛江市秘書広報室です", "狛江市秘書広報室"),
        ("狛江市 秘書広報室です", "狛江市 秘書広報室"),
        ("狛 江 市 秘 書 広 報 室", "狛 江 市 秘 書 広 報 室"),
        ("狛江市企画財政部秘書広報室", "狛江市企画財政部"),
        ("狛江市（秘書広報室）", "狛江市（秘書広報室"),
        ("狛江市の秘書広報室から", "狛江市の秘書広報室"),
        ("狛江\u200b市秘書広報室", "狛江\u200b市秘書広報室"),
        ("狛江市役所のアカウント", "狛江市役所"),
        ("狛江市公式アカウント", "狛江市公式"),
        ("狛江市の公式アカウント", "狛江市の公式"),
        ("狛江市防災公式", "狛江市"),
        ("公式アカウント　狛江市", "狛江市"),
        ("狛江市議会の日程", "狛江市議会"),
        ("狛江市教育委員会", "狛江市教育委員会"),
        ("このアカウントは狛江市が運営しています", "狛江市"),
        ("狛江市は防災の情報を発信します", "狛江市"),
        ("運営主体：狛江市", "狛江市"),
        ("狛江市\n防災の情報", "狛江市"),
        ("狛江市です。防災の情報", "狛江市"),
        ("Official account of Komae City, Tokyo", "Komae City"),
        ("KOMAE  CITY Official", "KOMAE  CITY"),
        ("なりすましの非公式アカウントにご注意。狛江市公式", "狛江市公式"),
        ("年齢に関係なく使える狛江市公式の情報", "狛江市公式"),
    ],
)
def test_the_operator_is_found_and_quoted(text, named):
    assert operator(text) == named


@pytest.mark.parametrize(
    "text",
    [
        "防災の情報をお知らせします",
        "狛江の防災情報を発信します",
        "秘書広報室がお知らせします",
        "狛江市民がお届けする街の話題",
        "狛江市内のグルメを発信",
        "狛江市 在住の主婦が発信",
        "狛江市に住む個人が発信しています",
        "狛江市が大好きな人が発信",
        "狛江市議会議員の山田です",
        "狛江市商工会公式アカウント",
        "狛江市観光協会の公式です",
        "狛江市の非公式アカウント",
        "狛江市公式ではありません",
        "狛江市の情報を発信。市役所とは無関係です",
        "狛江市とは関係ありません",
        "狛江市のおいしい店を歩く",
    ],
)
def test_a_place_another_body_or_a_denial_is_no_operator(text):
    assert operator(text) is None
    assert "operator_missing" in codes(text)


def test_another_citys_facts_are_enough():
    findings = check_profile(
        "奥州市総務課がお知らせします",
        city_name="奥州市",
        department_names=["総務課"],
        purpose="",
        limit=None,
        words=WORDS,
    )

    assert findings == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "お知らせ",
            "運営主体がありません。「狛江市〇〇課が運営しています」のように書いてください。",
        ),
        (
            "秘書広報室のお知らせ",
            "市の名前がありません。「狛江市〇〇課が運営しています」のように、"
            "「狛江市」から書いてください。",
        ),
        (
            "狛江市内のお知らせ",
            "市が運営していることが読み取れません。"
            "「狛江市〇〇課が運営しています」のように書いてください。",
        ),
    ],
)
def test_the_message_says_what_is_missing_of_the_operator(text, message):
    found = next(f for f in check(text, purpose="") if f.code == "operator_missing")

    assert (found.message, found.level, found.clause) == (message, Level.ERROR, "4(2)イ")


def test_the_city_without_its_section_is_only_advised():
    (found,) = check("狛江市の公式アカウントです。避難の情報をお知らせします。")

    assert (found.code, found.level) == ("department_missing", Level.ADVICE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("狛江市秘書広報室です", ["purpose_missing"]),
        ("狛江市秘書広報室の公式アカウントです", ["purpose_missing"]),
        ("狛江市秘書広報室です。花の写真をお届けします", ["purpose_differs"]),
        ("狛江市秘書広報室です。ひなんの場所と避難のこと", []),
        ("狛江市秘書広報室です。災害に備えて", []),
    ],
)
def test_the_purpose_is_looked_for_in_what_is_left(text, expected):
    assert codes(text) == expected


def test_the_sections_own_name_is_no_purpose():
    library = {"departments": ["図書館"], "purpose": "図書館の本を紹介する。"}

    assert codes("狛江市立図書館です", **library) == ["purpose_missing"]
    assert codes("狛江市立図書館です。新しい本", **library) == []


def test_the_purpose_is_quoted():
    text = "狛江市秘書広報室。ﾋﾅﾝではなく避難所と災害"

    spans = ProfileReader(text, "狛江市", DEPARTMENTS, WORDS).purpose(PURPOSE)

    assert [text[start:end] for start, end in spans] == ["避難所", "災害"]


@pytest.mark.parametrize("text", ["", "  ", "　\n\t", "\u200b\u2060\ufeff"])
def test_blank_is_blank(text):
    (found,) = check(text)

    assert (found.code, found.level) == ("blank", Level.ERROR)


def test_the_length_is_counted_as_the_service_counts():
    assert platform_length("防災\r\n情報") == 5
    assert platform_length("か\u3099") == 1
    assert platform_length("𠮷野家") == 4
    assert "too_long" in codes(GOOD, limit=len(GOOD) - 1)
    assert codes(GOOD, limit=len(GOOD)) == []


def test_too_long_says_both_numbers():
    text = GOOD + "あ" * 160

    found = check(text, limit=160)[0]

    assert f"160字までです（いま{len(text)}字）" in found.message


@pytest.mark.clause("4(5)エ")
@pytest.mark.parametrize(
    "text",
    [
        "年度末にアカウントを削除します。",
        "アカウントは予告なく削除することがあります。",
        "本アカウントは令和9年3月末で廃止します。",
        "ｱｶｳﾝﾄを消去する予定です。",
        "アカウントの削除を行う場合があります。",
    ],
)
def test_nobody_promises_to_delete_an_account(text):
    (found,) = check(GOOD + text)

    assert (found.code, found.level, found.clause) == ("promise", Level.ERROR, "4(5)エ")


@pytest.mark.parametrize(
    "text",
    [
        "アカウントは削除しません。",
        "アカウントを削除することはありません。",
        "アカウントへの誹謗中傷コメントは削除します。",
        "不適切なコメントは削除することがあります。",
        "必ずしも返信できません。",
        "すべてのコメントには返信しておりません。",
        "個別の返信はいたしません。",
    ],
)
def test_what_is_no_such_promise_passes(text):
    assert codes(GOOD + text) == []


@pytest.mark.clause("見本第6条")
def test_a_promise_to_answer_everybody_is_only_advised_against():
    (found,) = check(GOOD + "いただいたコメントには必ず返信します。")

    assert (found.code, found.level, found.clause) == ("promise", Level.ADVICE, "見本第6条")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("担当は山田太郎です。", ["personal_name"]),
        ("電話 03-3430-1111", ["phone"]),
        ("電話０３（３４３０）１１１１", ["phone"]),
        ("09012345678", ["phone"]),
        ("2024-05-26 から", []),
        ("〒201-8585", []),
    ],
)
def test_names_and_numbers_of_people_are_pointed_at(text, expected):
    found = check(GOOD + text)

    assert [f.code for f in found] == expected
    assert all(f.level == Level.ADVICE for f in found)


def test_a_finding_quotes_its_place():
    text = GOOD + "担当は山田太郎です。"

    (found,) = check(text)

    assert text[slice(*found.span)] == "山田太郎"


def test_errors_come_before_advice():
    levels = [f.level for f in check("山田太郎のお知らせ")]

    assert levels == sorted(levels, key=[Level.ERROR, Level.ADVICE].index)
    assert set(levels) == {Level.ERROR, Level.ADVICE}


@given(st.text(alphabet=st.characters(exclude_categories=[])), st.text(), st.text())
def test_any_text_gets_an_answer(text, purpose, department):
    found = check(text, purpose=purpose, departments=[department], limit=160)

    assert all(f.span is None or 0 <= f.span.start < f.span.end <= len(text) for f in found)


@given(st.text("狛江市秘書広報室公式の 　。\nアカウントを削除します必ず返信"))
def test_texts_of_our_own_words_get_an_answer(text):
    assert all(f.message.endswith("。") for f in check(text))


def test_a_hostile_text_is_read_in_no_time():
    text = "狛江市" * 2_000 + "アカウントは" + "9年" * 2_000 + "必ず" * 2_000 + "0" * 2_000

    assert "operator_missing" in codes(text)
