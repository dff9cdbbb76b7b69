import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.metrics import NotAFigure, metrics_of, number
from komae_sns import city
from tests import factories


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("0", 0),
        ("51034", 51_034),
        ("51,034", 51_034),
        ("５１，０３４", 51_034),
        ("５１０３４人", 51_034),
        (" 1.2万 ", 12_000),
        ("5.1万人", 51_000),
        ("12.3K", 12_300),
        ("1.25M", 1_250_000),
        ("3千", 3_000),
        ("1億", 100_000_000),
        ("12 件", 12),
    ],
)
def test_a_figure_is_read_as_screens_write_it(typed, value):
    assert number(typed) == value


@pytest.mark.parametrize(
    "typed",
    ["", "-1", "1.5", "約1000", "1,0", "1,23,456", "1e5", "1.2.3", "一二", "1万2千", "9" * 20],
)
def test_what_is_no_whole_number_is_refused(typed):
    with pytest.raises(NotAFigure):
        number(typed)


@given(st.integers(0, 10**12))
def test_a_figure_as_shown_is_read_back(value):
    assert number(f"{value:,}") == value


@pytest.mark.django_db
def test_every_service_has_its_figures_in_its_own_words(subtests):
    for row in city.data("services.toml")["service"]:
        with subtests.test(row["code"]):
            metrics = metrics_of(factories.service(row["code"]).rule)

            assert metrics[-1].is_day
            assert not any("{" in metric.label for metric in metrics)
    assert metrics_of(factories.service("line").rule)[0].label == "友だちの数"
