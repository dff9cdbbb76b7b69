from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from komae_sns.documents import fiscal_year
from komae_sns.documents.wareki import NotADate

years = st.integers(1874, 2999)


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2026, 3, 31), 2025),
        (date(2026, 4, 1), 2026),
        (date(2026, 12, 31), 2026),
        (date(2027, 1, 1), 2026),
    ],
)
def test_the_year_turns_on_1_april(day, year):
    assert fiscal_year.fiscal_year(day) == year


@pytest.mark.parametrize(
    ("year", "label"),
    [
        (1988, "昭和63年度"),
        (1989, "平成元年度"),
        (2018, "平成30年度"),
        (2019, "令和元年度"),
        (2020, "令和2年度"),
        (2026, "令和8年度"),
    ],
)
def test_a_year_is_named_by_its_era(year, label):
    assert fiscal_year.label(year) == label


@pytest.mark.parametrize(
    ("written", "year"),
    [
        ("令和8年度", 2026),
        ("R8", 2026),
        ("２０２６年度", 2026),
        ("令和 元年度", 2019),
        ("令和1年度", 2019),
        ("平成31年度", 2019),
        ("平成元年", 1989),
    ],
)
def test_a_year_is_read_however_it_is_written(written, year):
    assert fiscal_year.parse(written) == year


@pytest.mark.parametrize("written", ["", "平成32年度", "26", "来年度", "年度"])
def test_what_names_no_year_is_refused(written):
    with pytest.raises(NotADate):
        fiscal_year.parse(written)


@given(years)
def test_a_label_is_read_back(year):
    assert fiscal_year.parse(fiscal_year.label(year)) == year


@given(years)
def test_years_follow_each_other_without_gap_or_overlap(year):
    first, last = fiscal_year.bounds(year)

    assert fiscal_year.fiscal_year(first) == fiscal_year.fiscal_year(last) == year
    assert last + timedelta(days=1) == fiscal_year.first_day(year + 1)
