"""On which days one is reminded: the arithmetic, and the same in the database."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from komae_sns import office_days
from komae_sns.notices.reminders.rhythm import Moment, Rhythm, stages_told
from komae_sns.notices.stages import AS_SOON_AS_OPEN, in_words

WEEKLY = Rhythm((-30, -7, -1, 1), repeat=7, escalate=8)
ONCE = Rhythm((-90, -30, -7))
FRIDAY, TUESDAY = date(2026, 11, 20), date(2026, 11, 24)  # Monday is 勤労感謝の日


@pytest.mark.parametrize(
    ("due", "stage"),
    [
        (TUESDAY + timedelta(days=31), None),
        (TUESDAY + timedelta(days=30), -30),
        (TUESDAY + timedelta(days=8), -30),
        (TUESDAY + timedelta(days=7), -7),
        (TUESDAY + timedelta(days=1), -1),
        (TUESDAY, -1),
        (TUESDAY - timedelta(days=1), 1),
        (TUESDAY - timedelta(days=7), 1),
        (TUESDAY - timedelta(days=8), 8),
        (TUESDAY - timedelta(days=41), 36),
    ],
)
def test_of_the_stages_that_have_come_the_latest_counts(due, stage):
    assert Moment.of(TUESDAY).stage(due, WEEKLY) == stage


@pytest.mark.parametrize(
    ("today", "due", "stage"),
    [
        (FRIDAY, TUESDAY, -7),  # the day before is a holiday: it waits for Tuesday
        (TUESDAY, TUESDAY, -1),
        (FRIDAY, date(2026, 11, 23), -1),  # waiting would be too late
        (date(2026, 12, 28), date(2027, 1, 3), -1),
        (date(2026, 12, 28), date(2027, 1, 4), -7),
        (FRIDAY, date(2026, 11, 21), -1),
        (FRIDAY, date(2026, 11, 19), 1),
    ],
)
def test_what_comes_on_a_holiday_waits_unless_it_would_come_too_late(today, due, stage):
    assert Moment.of(today).stage(due, WEEKLY) == stage


def test_what_is_urgent_waits_for_no_office_day():
    saturday = date(2026, 11, 21)

    assert Moment.of(saturday, urgent=True).stage(saturday, Rhythm((0,))) == 0


def test_a_stage_that_has_always_come():
    assert Moment.of(TUESDAY).stage(date(2027, 3, 31), Rhythm((AS_SOON_AS_OPEN, -30))) < -30


def test_reminded_without_a_break_one_hears_every_stage_once():
    due = date(2027, 3, 31)
    heard = list(stages_told(due, WEEKLY, since=date(2027, 2, 1), until=date(2027, 4, 30)))

    assert heard == [
        (date(2027, 3, 1), -30),
        (date(2027, 3, 24), -7),
        (date(2027, 3, 30), -1),
        (date(2027, 4, 1), 1),
        (date(2027, 4, 8), 8),
        (date(2027, 4, 15), 15),
        (date(2027, 4, 22), 22),
        (date(2027, 4, 30), 29),  # 昭和の日 is the 29th
    ]


@given(st.dates(date(2026, 1, 1), date(2028, 12, 31)), st.sampled_from([WEEKLY, ONCE]))
def test_nothing_is_told_on_a_closed_day_nor_twice_nor_backwards(due, rhythm):
    period = {"since": due - timedelta(days=120), "until": due + timedelta(days=60)}
    heard = list(stages_told(due, rhythm, **period))

    stages = [stage for _, stage in heard]
    assert stages == sorted(set(stages))
    assert not any(office_days.is_closed(day) for day, _ in heard)
    assert all(day <= due for day, stage in heard if stage < 0)
    assert stages[0] == rhythm.stages[0]  # no closed period is long enough to swallow the first


@pytest.mark.parametrize(
    ("left", "words"), [(7, "あと7日"), (1, "あと1日"), (0, "きょうまで"), (-8, "8日過ぎています")]
)
def test_the_days_in_words(left, words):
    assert in_words(TUESDAY + timedelta(days=left), TUESDAY) == words
