"""4(3)エ, 4(4)ア・イ・ウ: what the guideline has against a draft of a post, and where."""

import time
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import settings as examined
from hypothesis import strategies as st

from accounts.address import rules_from_toml
from approvals.post_check import (
    ConsentOnFile,
    Context,
    Earlier,
    Severity,
    Standing,
    TooLong,
    check,
    line_and_column,
)
from approvals.post_check.marked import pieces
from approvals.post_check.numbers import is_card_number, is_corporate_number, is_my_number
from approvals.post_check.rules import Changes, of_the_city
from komae_sns import city
from komae_sns.city import guideline
from tests.approvals.post_corpus import (
    ALSO_HONEST,
    BAD,
    DISGUISED,
    HONEST,
    IN_OTHER_WAYS,
    LOOKS_LIKE_IT,
)

TODAY = date(2026, 11, 26)
CITY = Context(today=TODAY, handles=frozenset({"komae_city"}))
ODD = (
    *(
        "あ",
        "1-",
        "@a.",
        "ア人",
        "〇",
        "\u200b",
        "https://a",
        "12月5日(",
        "多摩 500 あ ",
        "さとうけんた",
        "ア・イ・",
        "四の五の",
        "a@",
        "ナンバー",
        "山田太郎(45)",
    ),
    *("A社", "03-", "一丁目", "なる", "。\n", "#あ", "外国人は", "の女性", "1234 ", "○"),
)
GRAVE = {Severity.MEND, Severity.CONFIRM}


def found(text, rules=None, **more):
    return check(text, Context(today=TODAY, **more), rules)


def kinds(text, **more):
    return [f.kind for f in found(text, **more)]


def grave(text, **more):
    return [(f.kind, f.quoted) for f in found(text, **more) if f.severity in GRAVE]


@pytest.mark.clause("4(4)ア")
@pytest.mark.clause("4(4)イ")
@pytest.mark.clause("4(4)ウ")
@pytest.mark.parametrize(("kind", "quoted", "text"), BAD, ids=[f"{k}-{q}" for k, q, _ in BAD])
def test_what_must_not_go_out_is_found_in_its_place(kind, quoted, text):
    met = {(f.kind, f.quoted): f for f in check(text, CITY)}

    finding = met.get((kind, quoted)) or next(
        (f for (k, q), f in met.items() if k == kind and q.startswith(quoted)), None
    )

    assert finding, sorted(met)
    assert text[finding.start : finding.end] == finding.quoted
    assert guideline.find(finding.clause)
    assert finding.message
    assert finding.mend


@pytest.mark.parametrize(("kind", "text"), IN_OTHER_WAYS, ids=[t[:16] for _, t in IN_OTHER_WAYS])
def test_it_is_found_in_whatever_way_it_is_written(kind, text):
    assert kind in {f.kind for f in check(text, CITY)}


@pytest.mark.clause("4(4)ア")
def test_personal_data_are_found_in_whatever_kana_and_digits_they_are_typed(subtests):
    for kind, text in DISGUISED:
        with subtests.test(text):
            met = [f for f in check(text, CITY) if f.kind == kind and f.severity in GRAVE]
            assert met
            assert all(text[f.start : f.end] == f.quoted for f in met)
    assert len(DISGUISED) >= 80


def test_what_only_looks_like_personal_data_is_left_in_peace(subtests):
    for text in LOOKS_LIKE_IT:
        with subtests.test(text):
            assert [f for f in check(text, CITY) if f.severity in GRAVE] == []
    assert len(LOOKS_LIKE_IT) >= 120


def test_a_name_in_kana_is_read_whole_and_with_its_consent():
    text = "市民の　ヤマダ　ハナコ　様から、お便りです。"
    agreed = ConsentOnFile(
        subject="ヤマダ ハナコ様", scope="名前", standing=Standing.VALID, until=date(2027, 3, 31)
    )

    assert grave(text) == [("name", "ヤマダ　ハナコ　様")]
    assert grave(text, consents=[agreed]) == []
    assert grave("講師の、やまだ ひなた先生と、絵本作家のさとう ひなたさんです。") == []


@pytest.mark.parametrize("text", [*HONEST, *ALSO_HONEST], ids=lambda text: text[:20])
def test_an_honest_post_is_left_in_peace(text):
    assert [f for f in check(text, CITY) if f.severity in GRAVE] == []


def test_the_corpora_as_a_whole_keep_their_floor():
    """How many of the bad ones are found, and how much of what is said of all is to the point."""
    hits = [k in {f.kind for f in check(text, CITY)} for k, _, text in BAD]
    said = [(f, k) for k, _, text in BAD for f in check(text, CITY) if f.severity in GRAVE]
    beside = [f.kind for f, k in said if f.kind != k and f.severity in GRAVE]
    any_advice = [t for t in HONEST if any(not f.is_note for f in check(t, CITY))]

    assert len(HONEST) >= 40
    assert len(BAD) >= 60
    assert sum(hits) / len(BAD) >= 0.98
    assert 1 - len(beside) / len(said) >= 0.95, beside
    assert len(any_advice) / len(HONEST) <= 0.1, any_advice


def test_every_kind_is_of_a_clause_that_stands_in_the_guideline():
    for kind in of_the_city().kinds.values():
        assert guideline.find(kind.clause), kind.code


@pytest.mark.parametrize(
    ("digits", "is_one"),
    [
        ("123456789018", True),
        ("123456789019", False),
        ("12345678901", False),
        ("000000000000", False),
    ],
)
def test_a_my_number_is_known_by_its_check_digit(digits, is_one):
    assert is_my_number(digits) is is_one


def test_of_all_last_digits_one_fits():
    for body in ("48362901754", "70110329856", "99999999998"):
        assert sum(is_my_number(body + str(n)) for n in range(10)) == 1


def test_a_corporate_number_is_no_secret_and_the_check_says_so():
    (finding,) = found("国税庁の法人番号は7000012050002です。")

    assert (finding.kind, finding.severity) == ("corporate_number", Severity.NOTE)
    assert "秘密ではありません" in finding.message
    assert not is_corporate_number("6000012050002")
    assert is_card_number("4111111111111111")
    assert not is_card_number("4111111111111112")


def test_a_number_called_a_my_number_is_asked_about_though_its_check_digit_is_wrong():
    assert grave("マイナンバー：123456789019") == [("my_number", "123456789019")]
    assert kinds("受付番号：123456789019") == []


@pytest.mark.parametrize(
    "text",
    [
        "🎉👨‍👩‍👧‍👦 電話は０９０‐１２３４‐５６７８です",
        "𠮷野家の前\r\n電話は０９０‐１２３４‐５６７８です",
        "ｶﾞｲﾄﾞ①②③\n\n電話は０９０‐１２３４‐５６７８です",
        "㍿が゛か\u3099 電話は０９０‐１２３４‐５６７８です",
    ],
)
def test_the_place_is_that_of_the_text_as_it_was_typed(text):
    phone = next(f for f in found(text) if f.kind == "phone")

    assert phone.quoted == "０９０‐１２３４‐５６７８"
    assert phone.start == text.index("０")
    line, column = line_and_column(text, phone.start)
    assert text.splitlines()[line - 1][column - 1 :].startswith("０９０")


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=200))
@example("090-1234-5678@x.jp #・ ①\u202e山田太郎(45)")
@examined(max_examples=150, deadline=None)
def test_whatever_is_typed_is_answered_alike_and_quoted_as_it_stands(text):
    first, again = check(text, CITY), check(text, CITY)

    assert first == again
    assert all(text[f.start : f.end] == f.quoted for f in first)
    assert "".join(piece.text for piece in pieces(text, first)) == text


@pytest.mark.clause("4(3)エ")
def test_a_consent_in_force_is_said_and_one_that_is_over_stops_the_post():
    text = "市民の田中美咲さんが、ごみ拾いを続けています。"
    subject = {"subject": "田中美咲さん（清掃の活動）", "scope": "写真と名前"}
    in_force = ConsentOnFile(standing=Standing.VALID, until=date(2027, 3, 31), **subject)
    over = ConsentOnFile(standing=Standing.OVER, until=date(2026, 3, 31), **subject)
    back = ConsentOnFile(standing=Standing.WITHDRAWN, until=date(2026, 10, 1), **subject)

    agreed, ended, withdrawn = (found(text, consents=[c]) for c in (in_force, over, back))

    assert [(f.kind, f.severity) for f in agreed] == [("consent", Severity.NOTE)]
    assert "令和9年3月31日まで" in agreed[0].message
    assert ("consent_over", Severity.MEND) in [(f.kind, f.severity) for f in ended]
    assert "取り消されています" in next(f for f in withdrawn if f.kind == "consent_over").message
    assert [f.kind for f in found(text, consents=[over, in_force])] == ["consent"]


@pytest.mark.clause("4(3)エ")
def test_people_in_a_picture_are_asked_after():
    assert "photo" in kinds("まつりの写真です。", shows_people=True)
    assert "photo" not in kinds("まつりの写真です。", shows_people=True, people_agreed=True)


@pytest.mark.clause("4(4)イ")
def test_the_same_again_is_told_with_the_day_on_which_it_was_said():
    text = "年末のごみの収集は12月30日までです。年始は1月4日からはじまります。"
    earlier = Earlier(text.replace("です。", "です！"), date(2026, 11, 1), "投稿")
    other = Earlier("図書館の休館日は12月28日から1月4日までです。", date(2026, 11, 2), "投稿")

    (same,) = found(text, earlier=[other, earlier])

    assert (same.kind, same.severity) == ("repeat", Severity.CONFIRM)
    assert "令和8年11月1日" in same.message
    assert found(text, earlier=[other]) == ()


@pytest.mark.parametrize(("code", "characters", "is_over"), [("x", 141, True), ("x", 140, False)])
def test_a_post_that_its_service_does_not_hold_is_told_where_it_ends(code, characters, is_over):
    services = rules_from_toml(city.folder() / "services.toml")
    rule = next(service for service in services if service.code == code)
    text = "水" * characters

    too_long = [f for f in found(text, rule=rule, service_name="X") if f.kind == "length"]

    assert bool(too_long) is is_over
    if is_over:
        assert text[: too_long[0].start] == "水" * 140
        assert "2文字分" in too_long[0].message


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("ご近所の方は03-3480-9876へ", Severity.CONFIRM),
        ("問合せ：商工会 03-3489-0178", Severity.ADVICE),
        ("問合せ：市役所０３（３４３０）１１１１", None),
        ("問合せ：市役所0334301111", None),
    ],
)
def test_a_telephone_is_judged_by_whose_it_is(text, severity):
    assert next((f.severity for f in found(text)), None) is severity


def test_what_the_secretariat_adds_and_pauses_is_followed():
    changes = Changes(
        added=frozenset({("rumour", "風の便り")}),
        paused=frozenset({("guess", "たぶん")}),
        known=frozenset(
            {("phones", "03-3480-9876"), ("people", "田中美咲"), ("phrases", "未定食堂")}
        ),
    )
    rules = of_the_city(changes)

    assert [f.kind for f in found("風の便りに聞きました。", rules)] == ["rumour"]
    assert found("たぶん延期です。", rules) == ()
    assert found("ご近所の方は03-3480-9876へ。田中美咲さんです。", rules) == ()
    assert found("カフェ「未定食堂」で催します。", rules) == ()
    assert kinds("たぶん延期です。") == ["guess"]


@pytest.mark.parametrize(
    "text",
    [run * (20_000 // len(run)) for run in ODD],
    ids=lambda t: t[:8],
)
def test_the_longest_and_oddest_text_ends_soon(text):
    started = time.perf_counter()

    check(text[:20_000], CITY)

    assert time.perf_counter() - started < 5


def test_an_ordinary_text_of_2000_characters_takes_no_time():
    text = "\n".join(HONEST)[:2_000]
    check(text, CITY)
    started = time.perf_counter()

    check(text, CITY)

    assert time.perf_counter() - started < 0.3  # 0.02 s on a machine with nothing else to do


def test_what_is_too_long_for_a_post_is_refused_in_a_sentence():
    with pytest.raises(TooLong, match="20,000文字"):
        check("水" * 100_000, CITY)
