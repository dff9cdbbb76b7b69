from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from komae_sns import office_days

days = st.dates(date(2019, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("day", "closed"),
    [
        (date(2026, 11, 26), False),
        (date(2026, 11, 28), True),  # 土曜
        (date(2026, 11, 23), True),  # 勤労感謝の日
        (date(2026, 5, 6), True),  # 振替休日
        (date(2026, 9, 22), True),  # 祝日にはさまれた国民の休日
        (date(2026, 12, 28), False),
        (date(2026, 12, 29), True),
        (date(2027, 1, 3), True),
        (date(2027, 1, 4), False),
        (date(2019, 5, 1), True),  # 即位の日
    ],
)
def test_the_office_is_closed_on_weekends_holidays_and_over_the_new_year(day, closed):
    assert office_days.is_closed(day) == closed


def test_an_occasion_in_the_new_year_break_waits_for_the_first_day_at_work():
    assert office_days.on_or_after(date(2026, 12, 29)) == date(2027, 1, 4)
    assert office_days.on_or_before(date(2027, 1, 3)) == date(2026, 12, 28)
    assert office_days.later(date(2026, 12, 28), 1) == date(2027, 1, 4)
    assert office_days.later(date(2026, 11, 28), 0) == date(2026, 11, 30)


@given(days)
def test_the_nearest_open_days_are_open_and_nothing_open_lies_between(day):
    after, before = office_days.on_or_after(day), office_days.on_or_before(day)

    assert before <= day <= after
    assert not office_days.is_closed(before)
    assert not office_days.is_closed(after)
    between = (before + timedelta(days=n) for n in range(1, (after - before).days))
    assert all(map(office_days.is_closed, between)) or before == after
    assert (after - before).days <= 12


@given(days, st.integers(0, 40))
def test_counting_open_days_counts_every_open_day_once(day, count):
    reached = office_days.later(day, count)

    start = office_days.on_or_after(day)
    passed = (start + timedelta(days=n) for n in range(1, (reached - start).days + 1))
    assert sum(not office_days.is_closed(each) for each in passed) == count
