"""People who post, checks before the opening, posts read through."""

from typing import Any

from django import forms

from accounts.models import ContentCheck, OfficialAccount
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
