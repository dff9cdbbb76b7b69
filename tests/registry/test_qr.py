"""QR codes: the same squares as another maker's, for every version that is used."""

import hashlib

import pytest

from komae_sns.home.registry import qr

# SHA-256 of the rows of a code made by python-qrcode 8 (byte mode, M, mask 3, no border).
OTHER_MAKERS = {
    14: "f6fcc34af89ab7c6d8f360199e6f9f0dd058600dd655b1b81e9107aef0177e14",
    26: "a548de1de09fa314be304c58af39ee694da96a411de01c2e2489392825f97613",
    42: "f7ec8674fe5ecea04cad5e59f8ba772f0eaba41059adc29712bb3000639c8611",
    62: "23eb1ee7ee339ecbc1f37302214f9475eed98cd7ec5243162c12495bc561dcf9",
    84: "bba46027408518189704b9ca2cc1f83f4aba0c55335fe4f9659f760841ee021d",
    106: "f3195098df89198ec80f45294de9a5cad6af004b97d036314283c68ed8da95ec",
    122: "1576de1f7bb480700083c5a44b30dab182395e0f73b192447e716b165fc9610c",
    152: "0a306fce9b87a4fa740b4d96b959b6fdc8c1033649000469e471114cf9893e37",
    180: "a3629f53ac18ca1a02feeb8050a8fac1bc55dfb3c105d86126df717112110fbb",
    213: "67527e15f4f1517a9d93d2d334423a5b0acabc0d26327c1420cb432c32ba0355",
}


def square(text, mask):
    rows, _ = qr._square(text, mask)
    return "\n".join(f"{row:0{len(rows)}b}"[::-1] for row in rows)


@pytest.mark.parametrize(("length", "digest"), OTHER_MAKERS.items())
def test_each_version_is_drawn_as_another_maker_draws_it(length, digest):
    text = ("https://www.city.komae.tokyo.jp/sns/accounts/" * 5)[:length]

    assert hashlib.sha256(square(text, 3).encode()).hexdigest() == digest


def test_what_does_not_fit_is_refused():
    with pytest.raises(qr.TooLong):
        qr.svg("a" * 214)


def test_the_picture_has_a_white_margin_and_no_script():
    picture = qr.svg("https://example.jp/")

    assert picture.startswith('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 33 33"')
    assert "M4 4h7" in picture
    assert "<script" not in picture
