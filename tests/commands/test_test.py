"""`manage.py test`: both databases, and neither may hide what the other found."""

import pytest

from komae_sns.home.management.commands import test as command


@pytest.fixture
def runs(monkeypatch):
    """What pytest was asked for; `codes` is what it answers in turn."""
    asked, codes = [], []

    def answer(arguments, more=None):
        asked.append((arguments, more))
        return codes.pop(0)

    monkeypatch.setattr(command, "_pytest", answer)
    return asked, codes


@pytest.mark.parametrize(
    ("on_postgres", "on_sqlite", "expected"), [(0, 0, 0), (1, 0, 1), (0, 1, 1), (0, 5, 5)]
)
def test_it_fails_when_either_database_does(runs, on_postgres, on_sqlite, expected):
    asked, codes = runs
    codes += [on_postgres, on_sqlite]

    assert command.run([]) == expected
    assert asked == [
        (command.SIDE_BY_SIDE, None),
        ((*command.SIDE_BY_SIDE, *command.ON_SQLITE), {"KOMAE_TEST_DATABASE": "sqlite"}),
    ]


def test_with_words_of_ones_own_it_runs_once_what_was_asked(runs):
    asked, codes = runs
    codes.append(0)

    assert command.run(["-m", "slow", "tests/staff"]) == 0
    assert asked == [(["-m", "slow", "tests/staff"], None)]
