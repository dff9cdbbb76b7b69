"""Values of the trail in the words of the office."""

import pytest

from komae_sns.home.templatetags.portal import spoken


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "（なし）"),
        ("", "（なし）"),
        ([], "（なし）"),
        (True, "はい"),
        (False, "いいえ"),
        (0, "0"),
        (["藤原 正彦", "松井 健一"], "藤原 正彦、松井 健一"),
        ({"可": 5, "否": 0}, "可：5、否：0"),
        ("2026-11-27", "令和8年11月27日"),
        ("2026-02-31", "2026-02-31"),
        ("2026-11-27 の会議", "2026-11-27 の会議"),
    ],
)
def test_a_value_is_shown_as_people_say_it(value, words):
    assert spoken(value) == words
