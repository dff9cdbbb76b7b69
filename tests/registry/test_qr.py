"""QR codes on paper and screen: white around them, no script, the text as it is."""

import segno

from komae_sns.home.registry import qr

TEXT = "https://www.city.komae.tokyo.jp/sns/accounts/abcdefghij/"


def test_the_picture_has_a_white_margin_and_no_script():
    picture = qr.svg(TEXT)

    assert picture.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    assert 'fill="#fff"' in picture
    assert "M4 4.5h7" in picture  # the first corner, four modules in
    assert "<script" not in picture
    assert "style=" not in picture


def test_the_same_address_gives_the_same_picture_and_another_another():
    assert qr.svg(TEXT) == qr.svg(TEXT)
    assert qr.svg(TEXT) != qr.svg(f"{TEXT}x")


def test_it_is_drawn_with_room_for_damage():
    code = segno.make_qr(TEXT, error="m", boost_error=False, mask=qr.MASK)

    assert (code.error, code.mask) == ("M", 3)
