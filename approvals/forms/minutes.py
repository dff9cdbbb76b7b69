"""The parts of 議事録, and the steps to their confirmation."""

from typing import Any

from django import forms

from approvals.forms.fields import PaperText
from approvals.minutes import Section
from komae_sns.forms import PortalForm, ReauthenticatedForm


class MinutesTextForm(PortalForm):
    """One part of the minutes; `edition` is what was there when the form was shown."""

    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=9999)
    text = PaperText(
        label="文",
        max_length=20_000,
        help_text="書くことがないときは「なし」と書いてください。",
        widget=forms.Textarea,
    )

    def __init__(self, *args: Any, section: Section, **kwargs: Any) -> None:
        facts = {"edition": section.edition, "text": section.text}
        super().__init__(*args, initial=facts, auto_id=f"id_{section.key}_%s", **kwargs)
        self.fields["text"].widget.attrs["rows"] = min(4 + section.text.count("\n"), 24)
        self.fields["text"].label = f"{section.heading}の文"


class MinutesReturnForm(PortalForm):
    reason = forms.CharField(
        label="直してほしいところ", max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ConfirmForm(ReauthenticatedForm):
    """`presentation`: the text that was read."""

    presentation = forms.CharField(widget=forms.HiddenInput, max_length=40)
