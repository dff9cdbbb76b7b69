"""Cells of a file: nothing runs, everything can be read back, nothing is lost in silence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from komae_sns.formulas import as_typed, neutral


@pytest.mark.parametrize(
    "typed",
    [
        "=1+1",
        "+81-3",
        "-1",
        "@KomaeCity",
        "\t=1",
        "\r=1",
        "＝１",
        "＋",
        "－",
        "＠KomaeCity",
        " =cmd|' /C calc'!A0",
        "　=1",
        "\u200b=1",
        "'=1",
    ],
)
def test_what_would_start_a_formula_begins_with_an_apostrophe(typed):
    assert neutral(typed) == f"'{typed}"
    assert as_typed(neutral(typed)) == typed


@pytest.mark.parametrize("typed", ["狛江市", "", "a=b", "'quoted'", "3-4"])
def test_other_text_stays(typed):
    assert neutral(typed) == typed


@given(st.text(alphabet="'=+-@ ＝＠\t\ra狛", max_size=8))
def test_a_cell_is_read_back_as_it_was_typed(typed):
    assert as_typed(neutral(typed)) == typed
