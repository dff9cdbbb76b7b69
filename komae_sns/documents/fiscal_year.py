"""年度: April to March, named by the year in which it begins.

A 年度 carries the era of its 31 December: 2019年度 is 令和元年度 from 1 April 2019, and 平成31年度,
as it was called until the era changed, is read too.
"""

import re
import unicodedata
from datetime import date

from komae_sns.documents import wareki

FIRST_MONTH = 4


def fiscal_year(day: date) -> int:
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def first_day(year: int) -> date:
    return date(year, FIRST_MONTH, 1)


def last_day(year: int) -> date:
    return date(year + 1, FIRST_MONTH - 1, 31)


def bounds(year: int) -> tuple[date, date]:
    """Both days belong to the 年度."""
    return first_day(year), last_day(year)


def label(year: int) -> str:
    """「令和8年度」."""
    return wareki.year(date(year, 12, 31)) + "度"


def parse(text: str) -> int:
    """「令和8年度」「R8」「令和元年度」「平成31年度」「2026年度」「二〇二六」."""
    written = re.sub(r"\s|年度?$", "", unicodedata.normalize("NFKC", text))
    for month, day in ((12, 31), (FIRST_MONTH, 1)):
        try:
            return wareki.parse(f"{written}年{month}月{day}日").year
        except wareki.NotADate as refusal:
            reason = refusal
    raise wareki.NotADate("年度を「令和8年度」のように入れてください。") from reason
