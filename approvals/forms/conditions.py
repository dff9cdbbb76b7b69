"""What is typed about a condition: how it was met, or what is missing."""

from django import forms

from komae_sns.forms import PortalForm


class ConditionReportForm(PortalForm):
    clauses = {"report": "4(2)ウ"}

    report = forms.CharField(
        label="どのように満たしたか",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="したこと、日付、根拠になる文書の番号や場所を書いてください。",
    )


class ConditionConfirmForm(PortalForm):
    note = forms.CharField(
        label="備考", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class ConditionSendBackForm(PortalForm):
    reason = forms.CharField(
        label="何が足りないか", max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
