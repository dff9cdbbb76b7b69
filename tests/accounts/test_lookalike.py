"""Handles that are taken for an official one: shown as similar, with the reason."""

import json

import pytest
from django.core.management import call_command

from accounts.lookalike import Lookalikes, Reason, Shape, reason
from tests import factories

R = Reason


@pytest.mark.parametrize(
    ("typed", "official", "why"),
    [
        ("@ＫＯＭＡＥｃｉｔｙ", "KomaeCity", R.SAME),
        ("oshu_gikai", "oshu.gikai", R.SIGNS),
        ("saitama150th_", "saitama150th", R.SIGNS),
        ("KornaeCity", "KomaeCity", R.SHAPES),
        ("K0maeC1ty", "KomaeCity", R.SHAPES),
        ("КоmaeCity", "KomaeCity", R.SHAPES),
        ("airra＿isa", "aira_isa", R.DOUBLED),
        ("yamaguchi_porice", "yamaguchi_police", R.ONE_STROKE),
        ("komea_bosai", "komae_bosai", R.ONE_STROKE),
        ("kmae_bosay", "komae_bosai", R.TWO_STROKES),
        ("real_komae_bosai2", "komae_bosai", R.ADDED),
        ("komae_bosai", "komae_bosai_info", R.PART),
        ("hino_bosai", "komae_bosai", None),
        ("abc", "abd", None),
        ("", "komae", None),
    ],
)
def test_why_a_name_is_taken_for_another(typed, official, why):
    assert reason(Shape.of(typed), Shape.of(official)) == why


def test_the_index_finds_what_reading_all_of_them_finds():
    words = ["komae", "bosai", "tosho", "kosodate", "city", "kanko", "150th"]
    handles = [f"{a}{sign}{b}" for a in words for b in words for sign in ("", "_") if a != b]
    index, shapes = Lookalikes(enumerate(handles)), [Shape.of(handle) for handle in handles]
    typed = [change(h) for h in handles for change in (str.upper, _swapped, _dropped, _twice_wrong)]

    for text in typed:
        shape = Shape.of(text)
        expected = {n for n, official in enumerate(shapes) if reason(shape, official)}
        assert {alike.id for alike in index.similar(text, 1000)} == expected, text


def _swapped(handle):
    return handle[:3] + handle[4] + handle[3] + handle[5:]


def _dropped(handle):
    return handle[:2] + handle[3:]


def _twice_wrong(handle):
    return "q" + handle[1:-1] + "q"


@pytest.mark.django_db
def test_the_command_names_similar_official_accounts(capsys):
    factories.account("狛江市", handle="KomaeCity")
    factories.account("まだ", handle="KomaeCity2", status="PREPARING")

    call_command("lookalikes", "KornaeCity", "nobody_at_all", "--json")

    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert [(one["name"], one["handle"]) for one in first["similar"]] == [("狛江市", "@KomaeCity")]
    assert second == {"input": "nobody_at_all", "similar": []}
