"""What a member types over one item: the vote, and a comment. Shape only."""

from typing import Any

from django import forms

from approvals.models import Vote
from komae_sns.forms import OnceForm, PortalForm
from komae_sns.text import is_blank


class VoteForm(PortalForm):
    """The button pressed says the choice. `wants_meeting` is asked in 持ち回り only."""

    choice = forms.ChoiceField(choices=Vote.Choice.choices, widget=forms.HiddenInput)
    member_pk = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    reason = forms.CharField(
        label="理由",
        max_length=1000,
        required=False,
        help_text="否とするときは、かならず書いてください。議事録に残ります。",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    wants_meeting = forms.BooleanField(
        label="持ち回りではなく、会議での審議を求める",
        required=False,
        help_text="会議で審議すべきと考えるときに印をつけ、理由を書いてください。",
    )

    def clean(self) -> dict[str, Any]:
        if not is_blank(self.cleaned_data.get("reason", "")):
            return self.cleaned_data
        if self.cleaned_data.get("choice") == Vote.Choice.REJECT:
            self.add_error("reason", "否とするときは、理由を書いてください。")
        elif self.cleaned_data.get("wants_meeting"):
            self.add_error("reason", "会議での審議を求めるときは、理由を書いてください。")
        return self.cleaned_data


class CommentForm(OnceForm):
    text = forms.CharField(
        label="意見",
        max_length=2000,
        help_text="読めるのは委員会・事務局・監査だけです。申請した部課には、決定のあとも見えません。",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
