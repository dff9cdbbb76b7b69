from django import forms

from komae_sns.forms import PortalForm


class UnsealForm(PortalForm):
    clauses = {"reason": "4(3)カ"}
    reason = forms.CharField(
        label="何のために受け取るか",
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text="証跡に残ります。例：警察からの照会（令和8年11月26日付け）に答えるため",
    )
