import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from komae_sns.documents.charts import Scale, Series, bar_chart, line_chart

MONTHS = [f"{n}月" for n in (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)]


@pytest.mark.parametrize(
    ("greatest", "ticks"),
    [
        (0, [0, 1]),
        (1, [0, 1]),
        (4, [0, 1, 2, 3, 4]),
        (51_034, [0, 20_000, 40_000, 60_000]),
        (1_000, [0, 500, 1_000]),
        (999, [0, 500, 1_000]),
    ],
)
def test_the_scale_goes_by_round_steps_to_just_above_the_greatest(greatest, ticks):
    assert Scale.over([greatest]).ticks == ticks


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=60))
def test_no_figure_lies_outside_its_scale(values):
    scale = Scale.over(values)

    assert all(0 <= scale.share(value) <= 1 for value in values)
    assert len(scale.ticks) <= 6
    assert scale.top <= max(*values, 1, 1) * 2.5


def test_a_missing_month_breaks_the_line():
    chart = line_chart(MONTHS[:5], [Series("フォロワー", [1, 2, None, 4, 5])], title="推移")

    [path] = re.findall(r'<path d="([^"]+)"', chart)
    assert [piece.count("L") for piece in path.split("M")[1:]] == [1, 1]
    assert chart.count("<circle") == 4


def test_who_cannot_see_it_hears_title_first_and_last_figure():
    chart = line_chart(MONTHS, [Series("フォロワー", [1200, *[None] * 10, 51034])], title="推移")

    label = ElementTree.fromstring(chart).get("aria-label")
    assert label == "推移：フォロワーは4月の1,200から3月の51,034まで"


def test_series_are_told_apart_without_colour():
    chart = line_chart(
        MONTHS[:2],
        [Series("投稿", [1, 2]), Series("反応", [3, 4]), Series("再生", [5, 6])],
        title="推移",
    )

    assert chart.count("<circle") == chart.count("<rect") == chart.count("<polygon") == 3


@pytest.mark.parametrize("values", [[], [None, None]])
def test_nothing_is_drawn_where_there_are_no_figures(values):
    assert line_chart(MONTHS[: len(values)], [Series("投稿", values)], title="推移") == ""
    assert bar_chart([], title="進み具合") == ""


def test_names_are_text_and_never_markup():
    chart = bar_chart([('<script>"&秘書広報室の長い名前', 3)], title='"><b>', unit="件")

    root = ElementTree.fromstring(chart)
    texts = [text.text for text in root.iter("text")]
    assert texts == ['<script>"&…', "3件"]
    assert root.get("aria-label").startswith('"><b>：<script>')
    assert "style=" not in chart
