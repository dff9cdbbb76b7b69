"""A notice fits its service, or is cut in sight of everybody."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.address import ServiceRule
from accounts.post_length import WEIGHTED, length, posts

X = ServiceRule("x", "X", post_limit=280, post_counting=WEIGHTED)
LINE = ServiceRule("line", "LINE", post_limit=500)
FREE = ServiceRule("note", "note")


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("abc", 3),
        ("あいう", 6),
        ("半角ｶﾅ", 8),
        ("市：https://www.city.komae.tokyo.jp/index.cfm/41,0.html", 4 + 23),
        ("https://a.example/ https://b.example/", 23 + 1 + 23),
        ("é", 1),
        ("", 0),
    ],
)
def test_x_counts_full_width_twice_and_an_address_as_23(text, weight):
    assert length(text, WEIGHTED) == weight


def test_what_fits_is_one_post():
    text = "あ" * 140

    assert posts(text, X).parts == (text,)
    assert posts(text + "い", X).is_cut
    assert posts("あ" * 500, LINE).parts == ("あ" * 500,)
    assert posts("あ" * 9000, FREE).parts == ("あ" * 9000,)
    assert posts("　", X).parts == ()


def test_a_longer_text_is_cut_at_the_ends_of_sentences_and_says_so():
    text = "".join(f"{n}番目のお知らせの文です。" for n in range(40))

    cut = posts(text, X)

    assert all(part.rpartition("\n")[0].endswith("。") for part in cut.parts)
    assert [part.rpartition("\n")[2] for part in cut.parts] == [
        f"（{n}／{len(cut.parts)}）" for n in range(1, len(cut.parts) + 1)
    ]
    assert cut.over == cut.length - 280


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from("あ。\nan! https://x.com/a"), min_size=1, max_size=900))
def test_nothing_is_lost_and_no_part_is_too_long(text):
    cut = posts(text, X)

    assert all(length(part, WEIGHTED) <= 280 for part in cut.parts)
    kept = "".join(p.rpartition("\n")[0] if cut.is_cut else p for p in cut.parts)
    assert "".join(kept.split()) == "".join(text.split())
