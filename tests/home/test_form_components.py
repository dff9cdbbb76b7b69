"""One component per field: label, mark, hint, clause, error, count; all tied to the control."""

import re

import pytest
from django import forms

from komae_sns.forms import PortalForm


class Sample(PortalForm):
    clauses = {"purpose": "4(2)イ"}

    name = forms.CharField(label="表示名", help_text="市民に見える名前です。", max_length=5)
    purpose = forms.CharField(label="目的", max_length=400, widget=forms.Textarea, required=False)
    tone = forms.ChoiceField(
        label="硬軟", choices=[("a", "かたい"), ("b", "やわらかい")], widget=forms.RadioSelect
    )
    agreed = forms.BooleanField(label="確かめました")


def rendered(**typed):
    return str(Sample(typed or None))


def test_a_label_names_its_control_and_says_whether_it_must_be_filled():
    html = rendered()

    assert re.search(
        r'<label class="field__label" for="id_name">表示名<span [^>]*>必須</span>', html
    )
    assert re.search(r'for="id_purpose">目的<span [^>]*>任意</span>', html)


def test_hint_and_error_are_read_with_the_control():
    html = rendered(name="")

    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html


def test_radio_buttons_are_a_named_group():
    html = rendered()

    assert re.search(r'<fieldset[^>]*>\s*<legend class="field__label">硬軟', html)


def test_the_clause_is_one_click_away_with_its_text():
    html = rendered()

    assert "<summary>4(2)イ" in html
    assert "運営主体・運営ポリシーの作成" in html
    assert "/guideline/#4%282%29%E3%82%A4" in html


def test_the_summary_links_to_every_error():
    html = rendered(name="ながすぎる名前")

    summary = html[: html.index("</ul>")]
    assert re.findall(r'href="#(\w+)"[^>]*>([^<]+)<', summary) == [
        ("id_name_field", "表示名：5文字までです（いま7文字あります）。"),
        ("id_tone_field", "硬軟：選んでください。"),
        ("id_agreed_field", "確かめました：確かめて、チェックを入れてください。"),
    ]
    for target in ("id_name_field", "id_tone_field", "id_agreed_field"):
        assert f'id="{target}"' in html


def test_a_remark_of_the_secretariat_stands_at_its_field():
    form = Sample()
    form.fields["purpose"].remark = "対象者を書いてください。"

    html = str(form["purpose"].as_field_group())

    assert "事務局からの指摘" in html
    assert "対象者を書いてください。" in html


def test_the_limit_is_said_before_it_is_reached():
    assert 'data-count-for="id_purpose" data-limit="400">400文字まで' in rendered()


def test_what_was_typed_is_escaped_everywhere():
    html = rendered(name="<b>", purpose="</textarea><script>alert(1)</script>")

    assert "<script>" not in html
    assert "<b>" not in html


@pytest.mark.parametrize("blank", ["　　", "\u200b", "\u3164", " \t "])
def test_what_cannot_be_seen_does_not_fill_a_field(blank):
    assert "name" in Sample({"name": blank}).errors


def test_words_that_a_field_brings_itself_stay():
    class Own(PortalForm):
        day = forms.DateField(error_messages={"required": "日を決めてください。"})

    assert Own({}).errors["day"] == ["日を決めてください。"]
