"""A draft of a post, as it is typed."""

from typing import Any

from django import forms

from accounts.models import OfficialAccount, Service
from approvals.post_check.rules import of_the_city
from komae_sns.forms import DateField, PortalForm
from komae_sns.staff.actors import Actor

CLAUSES = ("4(4)ア", "4(4)イ", "4(4)ウ")


class AccountChoice(forms.ModelChoiceField):
    def label_from_instance(self, account: OfficialAccount) -> str:
        return f"{account.name}（{account.service.name}）"


class PostText(forms.CharField):
    """As typed: blanks at its ends count where it is posted. A line break is one character."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            strip=False, widget=forms.Textarea({"rows": 9, "spellcheck": "false"}), **options
        )

    def to_python(self, value: Any) -> str:
        return super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")

    def validate(self, value: str) -> None:
        super().validate(value)
        longest = of_the_city().longest
        if len(value) > longest:
            raise forms.ValidationError(
                f"{longest:,}文字より長い文は、投稿の下書きとして確かめられません。"
            )


class PostCheckForm(PortalForm):
    clauses = {"text": "4(4)ア", "shows_people": "4(3)エ"}
    text = PostText(label="投稿する文")
    account = AccountChoice(
        label="どのアカウントで投稿するか",
        queryset=OfficialAccount.objects.none(),
        required=False,
        empty_label="決まっていない",
        help_text="選ぶと、その媒体の長さ、了解の記録、前の下書きとも見くらべます。",
    )
    service = forms.ModelChoiceField(
        label="媒体",
        queryset=Service.objects.none(),
        required=False,
        empty_label="決まっていない",
        help_text="アカウントが決まっていないときに選びます。",
    )
    planned_on = DateField(label="投稿する日", required=False)
    has_media = forms.BooleanField(label="写真・映像・図を付ける", required=False)
    shows_people = forms.BooleanField(label="人が写る写真・映像がある", required=False)
    people_agreed = forms.BooleanField(
        label="写っている人（保護者・団体）の了解を得た", required=False
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        accounts = OfficialAccount.objects.posted_by(actor).live()
        self.fields["account"].queryset = accounts.select_related("service").order_by("name", "pk")
        self.fields["service"].queryset = Service.objects.offered().order_by("sort", "pk")
