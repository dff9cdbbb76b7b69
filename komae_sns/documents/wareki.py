"""和暦 ↔ date, by hand: libraries print 令和01年 or 令和1年 where 令和元年 is meant.

From 明治6年1月1日, when the Gregorian calendar began: earlier months and days are of the old
calendar. 明治45年7月30日 and 大正15年12月25日 were also 大正元年 and 昭和元年: both are read, the
later era is written. Any other day outside its era (平成31年11月22日) is refused, and the refusal
carries the day that was probably meant.
"""

import re
import unicodedata
from datetime import date
from typing import NamedTuple


class Era(NamedTuple):
    name: str
    letter: str
    first_day: date

    @property
    def first_year(self) -> int:
        return self.first_day.year


ERAS = (
    Era("令和", "R", date(2019, 5, 1)),
    Era("平成", "H", date(1989, 1, 8)),
    Era("昭和", "S", date(1926, 12, 25)),
    Era("大正", "T", date(1912, 7, 30)),
    Era("明治", "M", date(1868, 10, 23)),
)
EARLIEST = date(1873, 1, 1)
# The edict changed the era within the day; 平成 and 令和 began with the day after.
SHARED_DAYS = frozenset({date(1912, 7, 30), date(1926, 12, 25)})
WEEKDAYS = "月火水木金土日"
PENDING = f"{ERAS[0].name}　年　月　日"


class NotADate(ValueError):
    """The text names no day; `meant` is the day that was probably meant. The message is shown."""

    def __init__(self, reason: str, *, meant: date | None = None) -> None:
        super().__init__(f"{reason}「{long(meant)}」ではありませんか。" if meant else reason)
        self.meant = meant


def era_of(day: date) -> Era:
    if day < EARLIEST:
        raise ValueError("明治6年1月1日より前の日は、暦がちがうため扱えません。")
    return next(era for era in ERAS if day >= era.first_day)


def era_year(era: Era, year: int) -> str:
    """「令和8年」, and 「令和元年」 for the first."""
    number = year - era.first_year + 1
    return f"{era.name}{'元' if number == 1 else number}年"


def year(day: date) -> str:
    return era_year(era_of(day), day.year)


def long(day: date | None, *, weekday: bool = False) -> str:
    """「令和8年11月22日」, 「（日）」 on request; blanks to write in for a day not yet fixed.

    Before 明治6年 the calendar was another: such a day is a slip, shown by its number.
    """
    if day is None:
        return PENDING
    if day < EARLIEST:
        return day.isoformat()
    suffix = f"（{WEEKDAYS[day.weekday()]}）" if weekday else ""
    return f"{year(day)}{day.month}月{day.day}日{suffix}"


def short(day: date) -> str:
    """「R8.11.22」 for narrow columns."""
    if day < EARLIEST:
        return day.isoformat()
    era = era_of(day)
    return f"{era.letter}{day.year - era.first_year + 1}.{day.month}.{day.day}"


def parse(text: str) -> date:
    """Read what people write: 令和元年・令和1年・R8.11.22・㋿八年・2026/11/22・20261122….

    A weekday, and a second year in brackets (令和8年（2026年）), must agree with the day.
    """
    written = _MIDNIGHT.sub("", unicodedata.normalize("NFKC", text))
    written = _SPACES.sub("", written).translate(_ONE_DASH)
    day = _read(_SECOND_YEAR.sub("", written, count=1))
    second = _SECOND_YEAR.search(written)
    if second and _read(f"{second[1]}{day.month}月{day.day}日") != day:
        raise NotADate(f"年が合いません。{day.year}年は{year(day)}です。")
    return day


def _read(written: str) -> date:
    found = _WRITTEN.fullmatch(written) or _EIGHT_DIGITS.fullmatch(written)
    if not found:
        raise NotADate("年月日を「令和8年11月22日」のように入れてください。")
    parts = {"era": None, "weekday": None} | found.groupdict()
    day = _day(parts["era"], *(_number(parts[name]) for name in ("year", "month", "day")))
    weekday = WEEKDAYS[day.weekday()]
    if parts["weekday"] not in {None, weekday}:
        raise NotADate(f"曜日が合いません。{long(day)}は{weekday}曜日です。")
    return day


_MIDNIGHT = re.compile(r"[\sT]00?:00(:00(\.0+)?)?$")  # what spreadsheets put behind a date
_SPACES = re.compile(r"\s+")
_ONE_DASH = str.maketrans(dict.fromkeys("‐‑‒–—―−ー", "-"))
_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {"零": 0}
_NUMERAL = "[0-9]{1,4}|[〇零一二三四五六七八九十百]{1,5}"
_NAMES = {
    spelling: era
    for era in ERAS
    for spelling in (era.name, era.name[0], era.letter, era.letter.lower())
}
_WRITTEN = re.compile(
    rf"""
    (?P<era>{"|".join(_NAMES)})?\.? (?P<year>{_NUMERAL}|元) (?:年|[./・-])
    (?P<month>{_NUMERAL}) (?:月|[./・-])
    (?P<day>{_NUMERAL}) 日?
    (?:\(?(?P<weekday>[{WEEKDAYS}])(?:曜日?)?\)?)?
    """,
    re.VERBOSE,
)
_SECOND_YEAR = re.compile(r"\(([^()]+年)\)")
_EIGHT_DIGITS = re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})")


def _number(numeral: str) -> int:
    """「8」「元」「八」「二十二」「二〇二六」."""
    if numeral == "元":
        return 1
    if numeral.isascii():
        return int(numeral)
    if not set(numeral) & {"十", "百"}:
        return int("".join(str(_DIGITS[digit]) for digit in numeral))
    return _counted(numeral)


def _counted(numeral: str) -> int:
    found = re.fullmatch(r"(?:(.?)百)?(?:(.?)十)?(.?)", numeral)
    if not found or set(numeral) & {"〇", "零"}:
        raise NotADate(f"「{numeral}」を数として読めません。")
    hundreds, tens, ones = found.groups()
    return sum(
        value * (_DIGITS.get(digit, 1) if digit is not None else 0)
        for value, digit in ((100, hundreds), (10, tens))
    ) + (_DIGITS[ones] if ones else 0)


def _day(spelling: str | None, number: int, month: int, day: int) -> date:
    era = _NAMES[spelling] if spelling else None
    if number == 0 or not (era or number > 999):
        raise NotADate("年を「令和8年」か「2026年」のように入れてください。")
    try:
        found = date(number + era.first_year - 1 if era else number, month, day)
    except ValueError:
        raise NotADate(f"{month}月{day}日はその年にありません。") from None
    if found < EARLIEST:
        raise NotADate("明治6年（1873年）1月1日より前の日は扱えません。")
    if era and not _in_era(era, found):
        raise NotADate(f"{era_year(era, found.year)}{month}月{day}日はありません。", meant=found)
    return found


def _in_era(era: Era, day: date) -> bool:
    return era_of(day) == era or (
        day in SHARED_DAYS and ERAS.index(era) == ERAS.index(era_of(day)) + 1
    )
