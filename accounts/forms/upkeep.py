"""People who post, checks before the opening, posts read through."""

from typing import Any

from django import forms

from accounts.models import Consent, ContentCheck, OfficialAccount
from komae_sns.forms import DateField, OnceForm, PortalForm
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Appointment, User
from komae_sns.staff.posts import Post


class OperatorForm(OnceForm):
    user = forms.ModelChoiceField(User.objects.none(), label="担当者", empty_label="選んでください")
    starts_on = DateField(label="はじまる日")
    ends_on = DateField(label="最後の日", required=False)

    def __init__(self, *args: Any, account: OfficialAccount, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, initial={"starts_on": by.today}, **kwargs)
        held = Appointment.objects.on(by.today)
        near = held.in_section(account.department) | held.holding(Post.CONTRACTOR)
        people = User.objects.filter(is_active=True, pk__in=near.values("user"))
        self.fields["user"].queryset = people.order_by("kana", "pk")


class LastDayForm(PortalForm):
    ends_on = DateField(label="最後の日")


class CheckForm(PortalForm):
    note = forms.CharField(label="備考", max_length=200, required=False)


class ContentCheckForm(OnceForm):
    clauses = {"covers_from": "4(3)ア"}
    covers_from = DateField(label="どの日からの投稿を読み返したか")
    result = forms.ChoiceField(
        label="結果", choices=ContentCheck.Result.choices, widget=forms.RadioSelect
    )
    findings = forms.CharField(
        label="見つかったこと",
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="直すところがあったときに書きます。どの投稿の、どこが問題かを書いてください。",
    )
    response = forms.CharField(
        label="どうしたか",
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text="例：訂正して再び発信した、所属長へ報告した",
    )


class ConsentForm(OnceForm):
    clauses = {"subject": "4(3)エ"}
    subject = forms.CharField(
        label="だれ・なにが写るか",
        max_length=200,
        help_text="例：第三小学校6年1組の授業風景。名前は、要るときだけ書いてください。",
    )
    giver = forms.ChoiceField(
        label="了解した人", choices=Consent.Giver.choices, widget=forms.RadioSelect
    )
    scope = forms.CharField(
        label="使ってよい範囲",
        max_length=300,
        help_text="例：このアカウントの、卒業式のお知らせの写真3枚",
    )
    given_on = DateField(label="了解を得た日")
    ends_on = DateField(
        label="最後の日", required=False, help_text="期限の約束がないときは空けておきます。"
    )
    evidence = forms.CharField(
        label="了解の文書と、そのありか",
        max_length=200,
        help_text="例：令和8年10月5日付け同意書（課のキャビネット3）",
    )


class ConsentWithdrawForm(PortalForm):
    clauses = {"withdrawn_on": "4(3)エ"}
    withdrawn_on = DateField(label="取り消された日")
    because = forms.CharField(label="事情", max_length=200, required=False)


class SearchForm(PortalForm):
    q = forms.CharField(label="だれ・なに・範囲のことば", max_length=100, required=False)
