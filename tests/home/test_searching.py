"""Words as they are folded, found and marked; the same on both databases."""

import pytest

from accounts.models import OfficialAccount
from komae_sns.home import finding
from komae_sns.home.finding import asked, results
from komae_sns.searching import excerpt, marked, search_key, words_of
from komae_sns.staff.posts import Post
from tests import factories


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("ＳＮＳ", "sns"),
        ("ｱｶｳﾝﾄ", "アカウント"),
        ("ﾎﾞｳｻｲ", "ボウサイ"),
        ("KomaeCity", "komaecity"),
        ("髙橋", "高橋"),
        ("山﨑", "山崎"),
        ("渡邉", "渡邊"),
        ("𠮷田", "吉田"),
        ("葛\U000e0100飾", "葛飾"),
        ("ガ", "か\u3099".replace("か", "カ")),
    ],
)
def test_what_reads_the_same_has_the_same_key(typed, stored):
    assert search_key(typed) == search_key(stored)


def test_different_words_keep_different_keys():
    assert search_key("図書") != search_key("給食")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("防災　図書", ("防災", "図書")),
        ('"子育て 支援" 給食', ("子育て 支援", "給食")),
        ("“子育て　支援”", ("子育て 支援",)),
        ('"閉じない 引用', ("閉じない 引用",)),
        ("@KomaeCity", ("komaecity",)),
        ("＠ｋｏｍａｅ", ("komae",)),
        ("水", ("水",)),
        ("防災 防災", ("防災",)),
        ("　\u200b ", ()),
        ('""', ()),
        ("100%_", ("100%_",)),
    ],
)
def test_a_query_is_words(query, words):
    assert words_of(query) == words


def test_found_words_are_marked_in_the_text_as_written():
    pieces = marked("狛江市の防災ＳＮＳ、ｱｶｳﾝﾄ", words_of("sns アカウント"))

    assert [p.text for p in pieces] == ["狛江市の防災", "ＳＮＳ", "、", "ｱｶｳﾝﾄ"]
    assert [p.text for p in pieces if p.is_found] == ["ＳＮＳ", "ｱｶｳﾝﾄ"]


@pytest.mark.parametrize(
    "text", ["㍿の株式会社", "ﬁne ﬁ", "a\u0301b", "髙﨑\n\n髙﨑", "\u3099", ""]
)
def test_marking_loses_and_adds_no_character(text):
    assert "".join(p.text for p in marked(text, words_of("株式 高崎 fi b"))) == text


def test_an_excerpt_shows_the_place():
    text = "はじめの行\n" + "あ" * 200 + "給食の献立" + "い" * 200

    quoted = "".join(piece.text for piece in excerpt(text, ("給食",)))

    assert "給食の献立" in quoted
    assert len(quoted) < 120


@pytest.mark.integrity
@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ["防災", "図書", "給食", "給", "給食 図書", "ｷｭｳｼｮｸ", "100%", "a_b", "ひとつ ふたつ"]
)
def test_the_database_finds_exactly_the_rows_that_hold_every_word(query):
    texts = ["防災と図書", "給食の図書室", "キュウショク", "100%達成", "100人", "a_b", "axb"]
    texts.append("ふたつとひとつ")
    for number, text in enumerate(texts):
        factories.account(f"{number}", purpose=text)
    words = words_of(query)

    found = OfficialAccount.objects.holding(words)

    assert sorted(found.values_list("purpose", flat=True)) == sorted(
        text for text in texts if all(word in search_key(text) for word in words)
    )


@pytest.mark.integrity
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("献血", "9 8 7 6 5"),
        ("給水", "4 2 1"),
        ("献血 給水", "2"),
        ("防災", ""),
    ],
)
def test_a_long_table_shows_what_a_short_one_shows_newest_first(query, names, monkeypatch):
    monkeypatch.setattr(asked, "FEW", 0)
    monkeypatch.setattr(results, "LOOKED_AT_FIRST", 4)
    monkeypatch.setattr(results, "SHOWN", 5)
    for number in range(10):
        words = {1: "給水", 2: "給水と献血", 4: "給水"}.get(number, "献血")
        factories.account(str(number), purpose=words)
    actor = factories.actor(Post.SECRETARIAT)

    found = {g.kind.code: g for g in finding.groups(finding.Search(words_of(query), actor))}

    shown = [one.title for one in found["accounts"].results] if names else []
    assert [title.split()[0] for title in shown] == names.split()
    assert ("accounts" in found) == bool(names)
