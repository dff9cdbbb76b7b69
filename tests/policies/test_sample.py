"""A policy begins as the city's sample, word for word, its blanks filled from the record."""

import pytest

from komae_sns.city import guideline
from komae_sns.city.sample_policy import sample
from policies.articles import from_sample, gaps, paper_rows, values_for

KNOWN = {
    "city": "狛江市",
    "section": "秘書広報室",
    "division": "企画財政部",
    "service": "X",
    "definition": "X社（X Corp.）が運営するサービスをいう。",
    "username": "komae_koho",
    "email": "koho@city.komae.lg.jp",
}


def printed(values):
    """number → text of everything the paper shows"""
    rows = {}
    for article in paper_rows(from_sample(sample(), values)):
        for paragraph in article["paragraphs"]:
            place = article["number"] + paragraph["number"]
            rows[place] = paragraph["text"]
            rows |= {place + item["number"]: item["text"] for item in paragraph["items"]}
    return rows


@pytest.mark.clause("見本第2条")
def test_with_nothing_known_the_city_s_own_wording_is_printed():
    rows = printed({})

    assert sample().title.as_written == "狛江市〇〇課ツイッターアカウント運用ポリシー"
    for place, text in rows.items():
        assert text == guideline.clause(f"見本{place}").paragraphs[0]
    assert len(rows) == 28
    assert rows["第2条(2)"].endswith("〇〇部△△課が運用するツイッターをいう。")
    assert rows["第4条(1)"] == "ユーザー名　（例）komae***_tokyo"
    assert rows["第4条(2)"] == "登録メールアドレス　****@city.komae.lg.jp"


@pytest.mark.clause("見本第3条")
def test_the_record_fills_every_blank():
    values = values_for(**KNOWN)
    rows = printed(values)

    assert sample().title.filled(values) == "狛江市秘書広報室Xアカウント運用ポリシー"
    assert rows["第3条"] == (
        "狛江市秘書広報室Xの運用主体は企画財政部秘書広報室とし、アカウントの登録、情報発信、"
        "情報管理等を行い、また、運用の適切な管理運営を行うため、管理者として企画財政部秘書広報室長を置く。"
    )
    assert rows["第2条(1)"] == "X　X社（X Corp.）が運営するサービスをいう。"
    assert rows["第4条(1)"] == "ユーザー名　komae_koho"
    assert rows["第4条(2)"] == "登録メールアドレス　koho@city.komae.lg.jp"
    assert not any(
        mark in text for text in rows.values() for mark in ("〇〇", "△△", "ツイッター社", "***")
    )
    assert (
        gaps(sample(), sample().title.filled(values), from_sample(sample(), values), values) == ()
    )


@pytest.mark.parametrize(
    ("section", "division", "place", "office", "head"),
    [
        (
            "地域活性課",
            "市民生活部",
            "狛江市地域活性課",
            "市民生活部地域活性課",
            "市民生活部地域活性課長",
        ),
        (
            "秘書広報室",
            "企画財政部",
            "狛江市秘書広報室",
            "企画財政部秘書広報室",
            "企画財政部秘書広報室長",
        ),
        ("図書館", "教育部", "狛江市図書館", "教育部図書館", "教育部図書館長"),
        ("議会事務局", "", "狛江市議会事務局", "議会事務局", "議会事務局長"),
        (
            "狛江市立公民館",
            "教育部",
            "狛江市立公民館",
            "教育部狛江市立公民館",
            "教育部狛江市立公民館長",
        ),
    ],
)
def test_the_wording_reads_right_for_every_kind_of_department(
    section, division, place, office, head
):
    values = values_for(city="狛江市", section=section, division=division)

    rows = printed(values)

    assert rows["第1条"].startswith(f"このポリシーは、{place}がツイッターを")
    assert f"運用主体は{office}とし、" in rows["第3条"]
    assert f"管理者として{head}を置く。" in rows["第3条"]


def test_only_what_is_known_is_filled():
    values = values_for(city="狛江市", section="秘書広報室", division="企画財政部")

    found = gaps(sample(), sample().title.filled(values), from_sample(sample(), values), values)

    assert [gap.sentence.split("の空欄")[0] for gap in found] == [
        "媒体",
        "媒体の説明",
        "ユーザー名",
        "登録メールアドレス",
    ]
    assert "第4条(1)" in found[2].sentence
    assert found[2].article == "s4"
