"""A draft of a post, as it is typed."""

from typing import Any

from django import forms

from accounts.models import OfficialAccount, Service
from approvals.forms.fields import TimeField
from approvals.post_check.rules import of_the_city
from approvals.services.post_words import label_of, sorts
from komae_sns.forms import DateField, OnceForm, PortalForm
from komae_sns.staff.actors import Actor


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
    draft = forms.IntegerField(
        required=False, min_value=1, max_value=10**18 - 1, widget=forms.HiddenInput
    )
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


class PostForm(PortalForm):
    """What a draft holds; the account is chosen once."""

    clauses = {"text": "4(4)ア", "shows_people": "4(3)エ", "people_agreed": "4(3)エ"}
    text = PostText(label="投稿する文")
    media_note = forms.CharField(
        label="付ける写真・映像・図",
        max_length=300,
        required=False,
        help_text="例：もちつき大会の写真2枚（参加者の後ろ姿）",
    )
    shows_people = forms.BooleanField(label="人が写る写真・映像がある", required=False)
    people_agreed = forms.BooleanField(
        label="写っている人（保護者・団体）の了解を得た", required=False
    )
    planned_on = DateField(label="投稿する日", required=False)
    planned_time = TimeField(label="投稿する時刻", required=False)


class NewPostForm(OnceForm, PostForm):
    account = AccountChoice(
        label="どのアカウントで投稿するか",
        queryset=OfficialAccount.objects.none(),
        empty_label="選んでください",
    )
    field_order = ("account", "text", "media_note", "shows_people", "people_agreed")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        accounts = OfficialAccount.objects.posted_by(actor).live()
        self.fields["account"].queryset = accounts.select_related("service").order_by("name", "pk")


class EditPostForm(PostForm):
    edit_number = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class SeenForm(PortalForm):
    """The number of the text that was read."""

    edit_number = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class ApproveForm(SeenForm):
    comment = forms.CharField(
        label="ひとこと", max_length=1000, required=False, widget=forms.Textarea({"rows": 2})
    )


class SendBackForm(PortalForm):
    comment = forms.CharField(
        label="どこを直すか", max_length=1000, widget=forms.Textarea({"rows": 3})
    )


class PostedForm(SeenForm):
    posted_on = DateField(label="投稿した日")
    posted_time = TimeField(label="投稿した時刻")
    url = forms.CharField(
        label="投稿のアドレス",
        max_length=500,
        required=False,
        help_text="投稿のページを開き、アドレスを貼りつけてください。",
    )
    posted_where = forms.CharField(
        label="アドレスのない投稿なら、どこに出したか",
        max_length=200,
        required=False,
        help_text="例：友だち全員への一斉配信",
    )


class PostFirstForm(PostedForm):
    clauses = {"reason": "見本第5条(2)"}
    reason = forms.CharField(
        label="決裁を待てなかった理由",
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text="例：多摩川の氾濫危険水位をこえ、課長・部長に電話がつながらなかった",
    )
    field_order = ("reason",)


class WithdrawPostForm(PortalForm):
    because = forms.CharField(label="取り下げる理由", max_length=200, required=False)


class AnswerForm(PortalForm):
    finding = forms.CharField(widget=forms.HiddenInput, max_length=60)
    reason = forms.CharField(label="確認したこと", max_length=300)


class SeeForm(PortalForm):
    note = forms.CharField(label="ひとこと", max_length=300, required=False)


class WordForm(OnceForm):
    sort = forms.ChoiceField(label="どの一覧に足すか")
    word = forms.CharField(
        label="言葉",
        max_length=100,
        help_text="そのままの言葉で書きます。全角と半角は、同じものとして見ます。",
    )
    because = forms.CharField(label="理由", max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sort"].choices = [(sort, label_of(sort)) for sort in sorts()]


class WordSetForm(PortalForm):
    sort = forms.CharField(max_length=20)
    word = forms.CharField(max_length=100)
    use = forms.TypedChoiceField(
        choices=[("on", "使う"), ("off", "休ませる")], coerce=lambda typed: typed == "on"
    )
