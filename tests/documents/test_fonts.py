import pytest
import uharfbuzz as hb

from komae_sns.documents import fonts


def characters_of(font: bytes) -> set[str]:
    return set(map(chr, hb.Face(font).unicodes))


@pytest.mark.parametrize(
    "text",
    [
        "狛江市公式ソーシャルメディア",
        "髙橋　﨑山　𠮷田",
        "㋿元年　①㈱№㎡",
        "葛\U000e0100城市　辻\U000e0101本　祇\U000e0100園",
        "か\u3099　e\u0301",  # typed on a Mac
        "鿋　한국　𪚲",  # only the wide font has them
        "公\u200b式\ufeff　\u00a0\u2009",
    ],
)
def test_what_a_city_hall_writes_is_there(text):
    assert fonts.missing(text) == ()


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("こまえ😀公式", ("😀",)),
        ("❤\ufe0f", ("❤",)),
        ("👨\u200d👩\u200d👧", ("👨", "👩", "👧")),
        ("外字\ue000", ("\ue000",)),
        ("\x01", ("\x01",)),
        ("สวัสดี", ("ส", "ว", "ั", "ด", "ี")),
        ("葛\U000e0155", ("葛\U000e0155",)),
        ("😀😀か😀", ("😀",)),
    ],
)
def test_what_no_font_has_is_named_once(text, absent):
    assert fonts.missing(text) == absent


def test_a_missing_character_is_described_with_its_code_points():
    described = fonts.described(["😀", "葛\U000e0155"])

    assert described == "😀（U+1F600）、葛\U000e0155（U+845B U+E0155）"


def test_each_font_is_cut_to_what_is_set_in_it():
    cut = fonts.cut_for(
        "<h1>題名</h1><p>本文<b class='gothic'>強調</b><p>鿋", css="p{content:'々'}"
    )

    generated = set(fonts.GENERATED)
    mincho, gothic, rare = (characters_of(cut[f]) for f in ("Mincho", "Gothic", "Rare"))
    assert mincho - generated == set("題名本文強調々")
    assert gothic - generated == set("題名強調")
    assert rare - set(map(chr, range(0x20, 0x7F))) == set("鿋")


def test_a_numeric_reference_counts_as_its_character():
    assert "𠮷" in characters_of(fonts.cut_for("<p>&#134071;</p>")["Mincho"])


def test_the_composed_form_is_kept_for_the_shaper():
    assert "が" in characters_of(fonts.cut_for("<p>か\u3099</p>")["Mincho"])


def test_a_variant_keeps_its_own_glyph():
    font = hb.Font(hb.Face(fonts.cut_for("<p>葛\U000e0100</p>")["Mincho"]))

    plain, variant = font.get_nominal_glyph(0x845B), font.get_variation_glyph(0x845B, 0xE0100)

    assert variant not in {None, plain}


def test_a_cut_font_is_small():
    cut = fonts.cut_for(
        "<h1>狛江市公式ソーシャルメディア</h1>" + "<p>運用ポリシーを定める。</p>" * 100
    )

    assert sum(map(len, cut.values())) < 60_000


@pytest.mark.parametrize("written", ["😀", "&#128512;", "&#x1F600;", "&#X1f600"])
def test_a_missing_character_is_set_as_geta(written):
    assert fonts.with_geta(f"<p>{written}</p>", ("😀",)) == "<p>〓</p>"


def test_a_missing_variant_is_set_as_geta_and_its_plain_form_stays():
    assert fonts.with_geta("葛と葛\U000e0155", ("葛\U000e0155",)) == "葛と〓"
