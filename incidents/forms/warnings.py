"""注意喚起: written, returned, let out, ended."""

from typing import Any

from django import forms

from incidents.models import Impostor, Incident
from incidents.services.warnings import Words
from incidents.status import IMPOSTOR_KNOWN, WarningStatus
from komae_sns.forms import OnceForm, PortalForm, SeveralField

CLAUSE = "見本第7条2"
SEEN = "市民に見えます。職員・通報した人の名前や、対応の内情は書きません。"


class _WordsForm(PortalForm):
    clauses = {"body": CLAUSE}

    title = forms.CharField(label="題名", max_length=100, help_text=SEEN)
    body = forms.CharField(
        label="本文",
        max_length=5000,
        widget=forms.Textarea({"rows": 12}),
        help_text="正しいアカウント、にせのアカウント、市民にしてほしいことを書きます。",
    )
    impostors = SeveralField(
        Impostor.objects.none(),
        label="名ざしする、にせのアカウント",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="なりすましと判断したものだけを選べます。",
    )

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = incident.impostors.filter(status__in=sorted(IMPOSTOR_KNOWN)).with_names()
        self.fields["impostors"].queryset = known.order_by("pk")
        if not known:
            del self.fields["impostors"]

    def as_words(self) -> Words:
        names = ("title", "body", "impostors", "because")
        facts = {n: self.cleaned_data[n] for n in names if n in self.cleaned_data}
        return Words(**facts)


class WarningForm(_WordsForm, OnceForm):
    """A new one; begins with what the city says of such a case."""


class RewriteForm(_WordsForm):
    edit_number = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    because = forms.CharField(
        label="訂正の理由",
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text="市民に見えます。例：電話をかけてくる例も見つかったため",
    )

    def __init__(self, *args: Any, is_correction: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_correction:
            del self.fields["because"]


class ReadForm(PortalForm):
    """Carries which text was read."""

    edit_number = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class ReturnForm(ReadForm):
    reason = forms.CharField(
        label="直してほしいこと", max_length=2000, widget=forms.Textarea({"rows": 3})
    )


class EndForm(PortalForm):
    status = forms.TypedChoiceField(
        label="どう終えますか", coerce=WarningStatus, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label="理由",
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text="解除・取下げの理由は、市民に見えます。例：にせのアカウントがなくなったため",
    )

    def __init__(self, *args: Any, is_public: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = PUBLIC_ENDS if is_public else UNPUBLISHED_ENDS
        if not is_public:
            self.fields["reason"].help_text = ""


PUBLIC_ENDS = [
    (WarningStatus.ENDED, "解除する（心配がなくなった）"),
    (WarningStatus.WITHDRAWN, "取り下げる（知らせたことが誤っていた）"),
]
UNPUBLISHED_ENDS = [(WarningStatus.DROPPED, "公開せずに、取りやめる")]
