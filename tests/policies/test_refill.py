"""The record changes after somebody has edited: their words stay, the blanks follow."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from komae_sns.city.sample_policy import Wording, sample
from policies.articles import from_sample, pieces, refill, values_for
from policies.articles.blanks import refilled

WORDING = Wording.parse(
    "{place|狛江市〇〇課}{service|ツイッター}の主体は{office|△△部〇〇課}とし、{head|△△部〇〇課長}を置く。"
)
OLD = values_for(city="狛江市", section="秘書広報室", division="企画財政部", service="X")
NEW = values_for(city="狛江市", section="広報課", division="総務部", service="LINE")


def test_untouched_text_is_filled_anew():
    assert refilled(WORDING.filled(OLD), WORDING, OLD, NEW) == WORDING.filled(NEW)


def test_an_open_blank_is_filled_later():
    assert refilled(WORDING.as_written, WORDING, {}, NEW) == WORDING.filled(NEW)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (
            "狛江市秘書広報室Xの主体は企画財政部秘書広報室とし、企画財政部秘書広報室長を置く。ただし、夜間は宿直が行う。",
            "狛江市広報課LINEの主体は総務部広報課とし、総務部広報課長を置く。ただし、夜間は宿直が行う。",
        ),
        (
            "狛江市秘書広報室Xの主体は企画財政部秘書広報室とし、副市長を置く。",
            "狛江市広報課LINEの主体は総務部広報課とし、副市長を置く。",
        ),
        (
            "狛江市秘書広報室の公式Xの運用の主体は企画財政部秘書広報室とし、企画財政部秘書広報室長を置く。",
            "狛江市広報課の公式LINEの運用の主体は総務部広報課とし、総務部広報課長を置く。",
        ),
        ("まったく別の文。", "まったく別の文。"),
        ("", ""),
    ],
)
def test_an_editor_s_words_are_kept_and_the_blanks_beside_them_follow(typed, expected):
    assert refilled(typed, WORDING, OLD, NEW) == expected


@settings(deadline=None)
@given(st.text(max_size=120))
def test_refilling_with_the_same_record_changes_nothing(typed):
    assert refilled(typed, WORDING, OLD, OLD) == typed


@settings(deadline=None)
@given(st.text("甲乙丙丁「」、", min_size=1, max_size=30), st.integers(0, 60))
def test_inserted_words_survive_wherever_they_stand(inserted, place):
    base = WORDING.filled(OLD)
    typed = base[:place] + inserted + base[place:]

    assert inserted in refilled(typed, WORDING, OLD, NEW)


def test_own_articles_are_not_refilled_and_only_changed_ones_get_a_new_edit():
    articles = from_sample(sample(), OLD)
    own = replace(articles[9], key="n1", sample="", caption="問合せ先", edit=1)
    own = replace(
        own,
        paragraphs=(
            replace(own.paragraphs[0], key="n1.1", sample="", text="企画財政部秘書広報室"),
        ),
    )

    after = refill(sample(), (*articles, own), OLD, NEW, edit=5)

    assert after[-1] == own
    assert after[9] == articles[9]
    assert after[0].edit == 5
    assert after[:9] != articles[:9]


@pytest.mark.parametrize(
    ("text", "open_"),
    [
        ("狛江市〇〇課の広報", ["〇〇"]),
        ("狛江市○○課の広報", ["○○"]),
        ("△△部長", ["△△"]),
        ("****@city.komae.lg.jp", ["****"]),
        ("二〇〇〇年からの取組", []),
        ("〇の付く日", []),
        ("問合せ先は秘書広報室", []),
    ],
)
def test_marks_of_a_blank_are_seen_in_any_text(text, open_):
    line = replace(from_sample(sample(), OLD)[9].paragraphs[0], sample="", text=text)

    found = [piece.text for piece in pieces(sample(), line, OLD) if piece.blank]

    assert found == open_


def test_pieces_are_the_text_itself():
    for article in from_sample(sample(), {}):
        for line in article.lines():
            assert "".join(piece.text for piece in pieces(sample(), line, {})) == line.text
