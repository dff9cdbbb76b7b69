"""開庁日 and 閉庁日: weekends, 祝日・休日, and the city's own days ([office] of city.toml)."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

import jpholiday

from komae_sns import city

SATURDAY = 5
DAY = timedelta(days=1)


@lru_cache(maxsize=4096)
def is_closed(day: date) -> bool:
    return day.weekday() >= SATURDAY or jpholiday.is_holiday(day) or _is_closed_by_the_city(day)


def _is_closed_by_the_city(day: date) -> bool:
    """Periods of month-days, both ends included; one may run over the end of the year."""
    written = f"{day:%m-%d}"
    return any(
        first <= written <= last if first <= last else (written >= first or written <= last)
        for first, last in city.facts()["office"]["closed"]
    )


def on_or_after(day: date) -> date:
    return next(each for each in _days(day, DAY) if not is_closed(each))


def on_or_before(day: date) -> date:
    return next(each for each in _days(day, -DAY) if not is_closed(each))


def later(day: date, count: int) -> date:
    """The `count`-th 開庁日 after `day`; 0: the day itself, or the next one that is open."""
    found = on_or_after(day)
    for _ in range(count):
        found = on_or_after(found + DAY)
    return found


def _days(day: date, step: timedelta) -> Iterator[date]:
    while True:
        yield day
        day += step
