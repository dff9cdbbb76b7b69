"""見本第6条: what is asked for, decided and ended."""

from django import forms

from accounts.models import PermittedContact
from komae_sns.forms import DateField, OnceForm, PortalForm

CLAUSE = "見本第6条"


class ContactForm(OnceForm):
    clauses = {"kind": CLAUSE}
    kind = forms.ChoiceField(
        label="なにを認めるか", choices=PermittedContact.Kind.choices, widget=forms.RadioSelect
    )
    body = forms.ChoiceField(
        label="相手", choices=PermittedContact.Body.choices, widget=forms.RadioSelect
    )
    target = forms.CharField(
        label="相手の名前・どのような返信か",
        max_length=200,
        help_text="例：東京都防災（公式）／避難所の場所を尋ねる返信に、案内のページを知らせる",
    )
    url = forms.CharField(
        label="相手のアドレス",
        max_length=500,
        required=False,
        help_text="フォローのときは、かならず入れます。相手のページのアドレスを貼りつけてください。",
    )
    reason = forms.CharField(
        label="市民への有益な情報提供になる理由",
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text="例：都の避難情報を、そのまま市民に伝えられる",
    )


class ContactDecideForm(PortalForm):
    clauses = {"permitted": CLAUSE}
    permitted = forms.TypedChoiceField(
        label="市民への有益な情報提供に有効ですか",
        choices=[("yes", "有効なので、認める"), ("no", "認めない")],
        coerce=lambda typed: typed == "yes",
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label="認めない理由・条件",
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text="認めないときは、理由を書きます。届け出た人に伝わります。",
    )


class ContactEndForm(PortalForm):
    ended_on = DateField(label="終わった日")
    because = forms.CharField(
        label="終えた理由",
        max_length=200,
        help_text="例：相手の運用が終わり、フォローを外した",
    )
