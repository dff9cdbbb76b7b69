"""Days and times that cannot be, or are not what they are said to be."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from approvals.post_check.context import Context
from approvals.post_check.finding import Severity
from approvals.post_check.folded import Folded
from approvals.post_check.hit import Hit

_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925}
_YEAR = r"(?:(?P<era>令和|平成|昭和) ?(?P<n>元|\d{1,2})|(?P<year>(?:19|20)\d{2}))"
_BRACKET = (
    r"(?: ?\( ?(?P<weekday>[月火水木金土日])(?:曜日?)?"
    r"(?P<rest> ?[・,、/]? ?(?:祝日?|休日?|振休|振替休日))? ?\)"
    r"| ?(?P<spoken>[月火水木金土日])曜日?)?"
)
_DAY = re.compile(
    rf"(?:{_YEAR} ?(?:年|/|\.) ?(?:\( ?(?:(?P<era2>令和|平成|昭和) ?(?P<n2>元|\d{{1,2}})"
    rf"|(?P<year2>(?:19|20)\d{{2}})) ?年? ?\))? ?)?"
    rf"(?<![\d.])(?P<month>\d{{1,2}}) ?(?:月|/) ?(?P<day>\d{{1,2}})(?![\d/]) ?日?{_BRACKET}"
)
_NEXT = re.compile(rf" ?(?:~|-|から|・|、|,|及び|と|〜) ?(?P<day>\d{{1,2}}) ?日?{_BRACKET}")
_SAME_YEAR = re.compile(
    r"(?P<era>令和|平成|昭和) ?(?P<n>元|\d{1,2}) ?年 ?\( ?(?P<year>(?:19|20)\d{2}) ?年? ?\)"
    r"|(?P<year3>(?:19|20)\d{2}) ?年 ?\( ?(?P<era3>令和|平成|昭和) ?(?P<n3>元|\d{1,2}) ?年? ?\)"
)
_AHEAD = re.compile(
    r"開催(?:します|予定|!|。|$)|実施します|行います|始ま(?:ります|る)|募集(?:します|中|して)|受付(?:中|します)|締(?:め)?切"
    r"|申(?:し)?込(?:み)?(?:は|期限|締切|受付)|まで(?:に)?(?:お|ご|申|提出|受付|$|。|です|!)|お越し|ご参加|お待ち|予定です|ぜひ"
)
_BEHIND = re.compile(
    r"(?:まし|でし|だっ|いただい|行っ|行なっ|あっ|した|され)た|終了|ありがとう|お礼|結果|報告|様子|現在|時点|生まれ|創|制定|策定|周年|発行|以降|以来"
    r"|当時|から(?:開始|運用|施行)"
)
_CLOCK = re.compile(
    r"(?P<half>午前|午後|AM|PM)? ?(?<![\d.:/])(?P<hour>\d{1,2}) ?(?::(?P<minute>\d{2})(?![\d:])"
    r"|時(?!間|期|点|代|刻|差|給|短|計|報|事|制|限) ?(?:(?P<minute2>\d{1,2}) ?分)?)"
)
_UNTIL = re.compile(r"(?: ?(?:~|-|から|〜) ?)")


class Said(NamedTuple):
    start: int
    end: int
    year: int | None
    month: int
    day: int
    weekday: str
    rest: str


def days(text: Folded) -> Iterator[Said]:
    for found in _DAY.finditer(text.bare):
        is_slashed = "/" in found.group() and "月" not in found.group()
        weekday = found["weekday"] or found["spoken"] or ""
        year = _year(found["era"], found["n"], found["year"])
        if is_slashed and not weekday and year is None:
            continue  # 1/2 may be a half
        said = Said(
            *found.span(),
            year,
            int(found["month"]),
            int(found["day"]),
            weekday,
            found["rest"] or "",
        )
        yield said
        yield from _following(text, said)


def _following(text: Folded, said: Said) -> Iterator[Said]:
    """12月5日(土)・6日(日): of the month said before."""
    end = said.end
    for _ in range(10):
        found = _NEXT.match(text.bare, end)
        if not found or not (found["weekday"] or found["spoken"]):
            return
        end = found.end()
        weekday = found["weekday"] or found["spoken"]
        start = found.start("day")
        yield Said(
            start, end, said.year, said.month, int(found["day"]), weekday, found["rest"] or ""
        )


def _year(era: str | None, number: str | None, year: str | None) -> int | None:
    if year:
        return int(year)
    if not era:
        return None
    return _ERAS[era] + (1 if number == "元" else int(number))


def of_days(text: Folded, context: Context) -> Iterator[Hit]:
    for said in days(text):
        yield from _of_day(said, text, context.today)
    for found in _SAME_YEAR.finditer(text.bare):
        era, number = found["era"] or found["era3"], found["n"] or found["n3"]
        meant, said_year = _year(era, number, None), int(found["year"] or found["year3"])
        if meant != said_year:
            facts = {"era": f"{era}{number}年", "year": meant}
            yield Hit("era", Severity.MEND, *found.span(), facts=facts)


def _of_day(said: Said, text: Folded, today: date) -> Iterator[Hit]:
    typed = text.bare[said.start : said.end]
    day = _meant(said, today)
    if day is None:
        yield Hit("no_such_day", Severity.MEND, said.start, said.end, facts={"day": typed})
        return
    shown = f"{_written(day)}" if said.year else f"{day.month}月{day.day}日（{day.year}年）"
    if said.weekday and said.weekday != _NAMES[day.weekday()]:
        facts = {"day": shown, "weekday": f"{_NAMES[day.weekday()]}曜日"}
        yield Hit("weekday", Severity.MEND, said.start, said.end, facts=facts)
        return
    left, right = text.sentence_at(said.start)
    sentence = text.bare[left:right]
    if _BEHIND.search(sentence) or not _AHEAD.search(sentence):
        return
    if day < today:
        yield Hit("past", Severity.CONFIRM, said.start, said.end, facts={"day": shown})
    elif said.year is None and not said.weekday and day > today + timedelta(days=183):
        yield Hit("no_year", Severity.ADVICE, said.start, said.end)


_NAMES = "月火水木金土日"


def _written(day: date) -> str:
    era = day.year - _ERAS["令和"]
    return (
        f"令和{era}年{day.month}月{day.day}日"
        if era > 0
        else f"{day.year}年{day.month}月{day.day}日"
    )


def _meant(said: Said, today: date) -> date | None:
    """Without a year, the nearest one; something ahead is nearer than something as far behind."""
    if said.year is not None:
        return _date(said.year, said.month, said.day)
    near = (_date(today.year + n, said.month, said.day) for n in (-1, 0, 1))
    found = [day for day in near if day]
    if not found:  # 29 February of a year that is none
        return None if said.month != 2 or said.day != 29 else _date(today.year // 4 * 4 + 4, 2, 29)
    return min(
        found, key=lambda day: (day - today).days if day >= today else (today - day).days * 2
    )


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


class Clock(NamedTuple):
    start: int
    end: int
    half: str
    hour: int
    minute: int

    @property
    def minutes(self) -> int:
        return self.hour * 60 + self.minute


def of_times(text: Folded) -> Iterator[Hit]:
    before: Clock | None = None
    for found in _CLOCK.finditer(text.bare):
        minute = int(found["minute"] or found["minute2"] or 0)
        clock = Clock(*found.span(), (found["half"] or "").upper(), int(found["hour"]), minute)
        if (
            clock.hour > 24
            or minute > 59
            or (clock.hour == 24 and minute)
            or (clock.half in {"午前", "午後", "AM", "PM"} and clock.hour > 12)
        ):
            yield Hit("time", Severity.MEND, clock.start, clock.end)
        elif (
            clock.half in {"午前", "午後"}
            and clock.hour == 12
            and clock.half == "午後"
            and not minute
        ):
            yield Hit("time", Severity.ADVICE, clock.start, clock.end)
        elif before and _runs_backwards(before, clock, text):
            yield Hit("time_order", Severity.CONFIRM, before.start, clock.end)
        before = clock


def _runs_backwards(first: Clock, last: Clock, text: Folded) -> bool:
    """Over midnight is another matter: 22:00~5:00."""
    between = text.bare[first.end : last.start]
    if not _UNTIL.fullmatch(between):
        return False
    if first.half or last.half:
        same = first.half == last.half or not last.half
        return same and first.half != "" and last.minutes <= first.minutes < 12 * 60
    return last.minutes <= first.minutes < 17 * 60
