"""What is typed about who and what gets in, and about a handover."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.models import Connection, CredentialChange, Handover, Keeper, OfficialAccount
from accounts.services.handover_state import successors
from komae_sns.forms import DateField, OnceForm, PortalForm
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Appointment, User
from komae_sns.staff.posts import Post


def near(account: OfficialAccount, by: Actor) -> QuerySet[User]:
    """Who works in the section or posts for the account today."""
    held = Appointment.objects.on(by.today).in_section(account.department)
    working = held.holding(Post.HEAD, Post.CLERK).values("user")
    posting = account.operators.on(by.today).values("user")
    people = User.objects.filter(is_active=True)
    return (people.filter(pk__in=working) | people.filter(pk__in=posting)).order_by("kana", "pk")


class ConnectionForm(OnceForm):
    clauses = {"kind": "4(3)カ"}
    kind = forms.ChoiceField(
        label="種類", choices=Connection.Kind.choices, widget=forms.RadioSelect
    )
    name = forms.CharField(
        label="名前", max_length=100, help_text="例：予約投稿サービス、課の庁用スマートフォン2号"
    )
    purpose = forms.CharField(
        label="何のために・だれが持つか",
        max_length=200,
        help_text="例：新着情報を自動で投稿する。設定は広報係",
    )
    starts_on = DateField(label="使いはじめた日")

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, initial={"starts_on": by.today}, **kwargs)


class KeeperForm(OnceForm):
    clauses = {"role": "4(3)カ"}
    role = forms.ChoiceField(label="役割", choices=Keeper.Role.choices, widget=forms.RadioSelect)
    user = forms.ModelChoiceField(User.objects.none(), label="職員", empty_label="選んでください")
    starts_on = DateField(label="はじまる日")

    def __init__(self, *args: Any, account: OfficialAccount, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, initial={"starts_on": by.today}, **kwargs)
        self.fields["user"].queryset = near(account, by)


class CredentialForm(OnceForm):
    """No field in which a password could be written."""

    clauses = {"unlike_others": "見本第4条(4)"}
    changed_on = DateField(label="変えた日")
    changed_by = forms.ModelChoiceField(
        User.objects.none(), label="変えた人", empty_label="選んでください"
    )
    reason = forms.ChoiceField(
        label="わけ", choices=CredentialChange.Reason.choices, widget=forms.RadioSelect
    )
    unlike_others = forms.BooleanField(
        label="ほかのソーシャルメディアのパスワードと同じでなく、似てもいません",
    )

    def __init__(self, *args: Any, account: OfficialAccount, by: Actor, **kwargs: Any) -> None:
        initial = {"changed_on": by.today, "changed_by": by.user.pk}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["changed_by"].queryset = near(account, by)


class HandoverOpenForm(OnceForm):
    clauses = {"duty": "4(3)カ"}
    duty = forms.ChoiceField(label="だれが離れるか", widget=forms.RadioSelect)
    last_day = DateField(label="最後の日")

    def __init__(self, *args: Any, account: OfficialAccount, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.duties: dict[str, Any] = {}
        if account.manager and account.manager_id:
            self.duties["manager"] = account.manager
        for operator in account.operators.on(by.today).with_people().order_by("pk"):
            self.duties[f"operator-{operator.pk}"] = operator
        self.fields["duty"].choices = [
            (code, f"{'管理者' if code == 'manager' else '担当者'}　{duty.user.name}")
            for code, duty in self.duties.items()
        ]

    def clean_duty(self) -> Any:
        return self.duties[self.cleaned_data["duty"]]


class HandOverForm(PortalForm):
    clauses = {"matters": "4(3)カ"}
    successor = forms.ModelChoiceField(
        User.objects.none(), label="引きつぐ人", empty_label="選んでください"
    )
    matters = forms.CharField(
        label="つづいていること",
        max_length=3000,
        widget=forms.Textarea({"rows": 5}),
        help_text="約束している投稿、問合せ、連絡先、気をつけること。なければ「なし」と書きます。",
    )

    def __init__(self, *args: Any, handover: Handover, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = successors(handover, by.today)
        self.fields["successor"].initial = handover.successor_id
        self.fields["matters"].initial = handover.matters


class ReasonForm(PortalForm):
    reason = forms.CharField(label="わけ", max_length=200, widget=forms.Textarea({"rows": 2}))
