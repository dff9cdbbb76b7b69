"""What is typed to change the words of the public pages: shape only."""

from typing import Any

from django import forms

from incidents import cards
from komae_sns.forms import PortalForm
from komae_sns.home.registry.wording.services import Chosen


class PublicWordsForm(PortalForm):
    clauses = {"lead": "見本第7条", "doubted_kinds": "4(3)カ"}
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    lead = forms.CharField(
        label="一覧のはじめの文", max_length=300, widget=forms.Textarea({"rows": 3})
    )
    contact = forms.CharField(label="連絡先（市と課の名前）", max_length=100)
    contact_hint = forms.CharField(
        label="あやしいアカウントを見たときの文", max_length=300, widget=forms.Textarea({"rows": 3})
    )
    doubted_kinds = forms.MultipleChoiceField(
        label="終わるまで「現在確認中」と示す事案",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="この種類の事案があるあいだ、そのアカウントを「公式」と言いません。訓練はのぞきます。",
    )
    because = forms.CharField(label="変える理由", max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = cards.cards().values()
        offered = [c for c in known if c.concerns_account or c.tells_of_intruders]
        self.fields["doubted_kinds"].choices = [(c.key, c.name) for c in offered]

    def as_chosen(self) -> Chosen:
        typed = self.cleaned_data
        return Chosen(
            typed["lead"], typed["contact"], typed["contact_hint"], typed["doubted_kinds"]
        )
