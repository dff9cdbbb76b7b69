"""The colours are デジタル庁's, and readable wherever the portal puts one on another."""

from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from komae_sns.home import tokens

CSS = settings.BASE_DIR / "static" / "css"
VALUES = tokens.values_in((CSS / "tokens.css").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("text", "ground"), tokens.TEXT_PAIRS)
def test_text_is_readable_on_its_ground(text, ground):
    assert tokens.contrast(VALUES[text], VALUES[ground]) >= 4.5


@pytest.mark.parametrize(("edge", "ground"), tokens.EDGE_PAIRS)
def test_edges_of_controls_can_be_seen(edge, ground):
    assert tokens.contrast(VALUES[edge], VALUES[ground]) >= 3


def test_contrast_is_that_of_wcag():
    assert tokens.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert tokens.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_every_value_the_style_sheets_use_is_declared():
    sheets = "".join(file.read_text(encoding="utf-8") for file in CSS.glob("*.css"))
    used = set(tokens.re.findall(r"var\(--([\w-]+)", sheets))

    assert used <= tokens.values_in(sheets).keys()


def test_no_style_sheet_has_a_colour_of_its_own():
    own = {
        file.name: tokens.re.findall(r"#[0-9a-fA-F]{3,8}\b", file.read_text(encoding="utf-8"))
        for file in CSS.glob("*.css")
        if file.name not in {"tokens.css", "print.css"}
    }

    assert {name: found for name, found in own.items() if found} == {}


def test_the_committed_values_are_those_of_the_package():
    if not (settings.BASE_DIR / "node_modules" / tokens.PACKAGE).exists():
        pytest.skip("npm ci has not been run: a maintainer's step")

    call_command("build_tokens", check=True, stdout=StringIO())


def test_without_the_package_the_command_says_what_to_run(settings, tmp_path):
    settings.BASE_DIR = tmp_path

    with pytest.raises(CommandError, match="npm ci"):
        call_command("build_tokens")


def test_a_value_that_the_package_dropped_is_named():
    with pytest.raises(tokens.UnknownToken, match="color-primitive-blue-900"):
        tokens.stylesheet(":root { --color-neutral-white: #ffffff; }", "2.0.0")
