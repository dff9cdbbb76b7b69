"""見本第4条(2): which addresses are the city's."""

import pytest

from accounts.registered_mail import city_mail_problem, is_in_domain

pytestmark = pytest.mark.clause("見本第4条")


@pytest.mark.parametrize(
    "address",
    [
        "koho@city.komae.lg.jp",
        "Koho@CITY.Komae.LG.jp",
        "ｋｏｈｏ＠ｃｉｔｙ．ｋｏｍａｅ．ｌｇ．ｊｐ",
    ],
)
def test_capitals_and_full_width_letters_are_the_same_domain(address):
    assert is_in_domain(address)
    assert city_mail_problem(address) == ""


@pytest.mark.parametrize(
    "address",
    [
        "koho@example.jp",
        "koho@mail.city.komae.lg.jp",
        "koho@notcity.komae.lg.jp",
        "koho@city.komae.lg.jp.example.com",
        "koho@city.komae.lg.jp@example.com",
        "@city.komae.lg.jp",
        "a@b@city.komae.lg.jp",
        "city.komae.lg.jp",
        "koho@city.komae.1g.jp",
    ],
)
def test_what_only_looks_like_it_is_not(address):
    assert not is_in_domain(address)
    assert city_mail_problem(address) == "市のメールアドレス（@city.komae.lg.jp）にしてください。"


@pytest.mark.parametrize("text", ["", " ", "　"])
def test_nothing_typed_is_no_wrong_domain(text):
    assert city_mail_problem(text) == ""
