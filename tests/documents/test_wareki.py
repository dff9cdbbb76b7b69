from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from komae_sns.documents import wareki
from komae_sns.documents.wareki import NotADate

days = st.dates(min_value=wareki.EARLIEST, max_value=date(2999, 12, 31))


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 11, 22), "令和8年11月22日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1926, 12, 24), "大正15年12月24日"),
        (date(1912, 7, 30), "大正元年7月30日"),
        (date(1912, 7, 29), "明治45年7月29日"),
        (date(1873, 1, 1), "明治6年1月1日"),
    ],
)
def test_each_era_begins_and_ends_on_its_day(day, written):
    assert wareki.long(day) == written
    assert wareki.parse(written) == day


def test_a_weekday_is_added_on_request():
    assert wareki.long(date(2026, 11, 22), weekday=True) == "令和8年11月22日（日）"


def test_a_day_not_yet_fixed_leaves_blanks_to_write_in():
    assert wareki.long(None) == "令和　年　月　日"


@pytest.mark.parametrize(
    ("day", "written"), [(date(2026, 11, 22), "R8.11.22"), (date(2019, 5, 1), "R1.5.1")]
)
def test_narrow_columns_get_the_letter(day, written):
    assert wareki.short(day) == written


@pytest.mark.parametrize(
    "written",
    [
        "令和8年11月22日",
        "令和８年１１月２２日",
        "令和 8 年 11 月 22 日",
        "令和　8年11月22日",
        "令和08年11月22日",
        "令8.11.22",
        "R8.11.22",
        "r8/11/22",
        "R.8.11.22",
        "Ｒ８．１１．２２",
        "㋿8年11月22日",
        "令和八年十一月二十二日",
        "令和八年一一月二二日",
        "二〇二六年十一月二十二日",
        "2026年11月22日",
        "2026-11-22",
        "2026/11/22",
        "2026−11−22",
        "2026ー11ー22",
        "20261122",
        "2026-11-22 00:00:00",
        "2026/11/22 0:00",
        "2026-11-22T00:00:00",
        "令和8年11月22日（日）",
        "令和8年11月22日日曜日",
        "令和8年（2026年）11月22日",
        "2026年(令和8年)11月22日",
        "令和8年11月22日（2026年）",
        "令和8年11月22日\n",
    ],
)
def test_the_same_day_is_read_however_it_is_written(written):
    assert wareki.parse(written) == date(2026, 11, 22)


@pytest.mark.parametrize(
    "written", ["令和元年5月1日", "令和1年5月1日", "R1.5.1", "令和一年五月一日"]
)
def test_the_first_year_is_read_as_元_and_as_1(written):
    assert wareki.parse(written) == date(2019, 5, 1)


@pytest.mark.parametrize(
    ("written", "day"),
    [("明治45年7月30日", date(1912, 7, 30)), ("大正15年12月25日", date(1926, 12, 25))],
)
def test_a_day_that_belonged_to_two_eras_is_read_in_both(written, day):
    assert wareki.parse(written) == day


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("平成31年11月22日", date(2019, 11, 22)),
        ("平成31年5月1日", date(2019, 5, 1)),
        ("平成32年3月31日", date(2020, 3, 31)),
        ("令和元年4月30日", date(2019, 4, 30)),
        ("昭和64年1月8日", date(1989, 1, 8)),
    ],
)
def test_a_day_outside_its_era_is_refused_with_the_day_that_was_meant(written, meant):
    with pytest.raises(NotADate) as refusal:
        wareki.parse(written)

    assert refusal.value.meant == meant
    assert wareki.long(meant) in str(refusal.value)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "　",
        "令和8年11月",
        "令和8年2月30日",
        "令和8年13月1日",
        "令和0年1月1日",
        "0000-01-01",
        "26/11/22",
        "8年11月22日",
        "明治5年12月1日",
        "1872-12-31",
        "令和9999年1月1日",
        "令和十〇年1月1日",
        "令和8年11月22日（土）",
        "令和8年11月22日（2025年）",
        "令和8年11月22日ごろ",
        "2026-11-22 09:30",
        "٢٠٢٦-11-22",
        "霊和8年11月22日",
        "😀",
    ],
)
def test_what_names_no_day_is_refused(written):
    with pytest.raises(NotADate):
        wareki.parse(written)


@given(days)
def test_what_is_written_is_read_back(day):
    assert wareki.parse(wareki.long(day, weekday=True)) == day
    assert wareki.parse(wareki.short(day)) == day


@given(days)
def test_the_first_year_is_never_written_as_1(day):
    assert "和1年" not in wareki.long(day)
    assert "成1年" not in wareki.long(day)


almost_days = st.from_regex(r"[令平RS]?[0-9元十]{1,4}[年.][0-9]{1,2}[月.][0-9]{1,2}日?")


@given(st.text(max_size=30) | almost_days)
def test_any_text_is_read_or_refused(text):
    assert day_or_refusal(text)


def day_or_refusal(text):
    try:
        return wareki.parse(text) >= wareki.EARLIEST
    except NotADate as refusal:
        return str(refusal).endswith("。")
