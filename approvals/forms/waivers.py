"""委員長特認: with an application, or without one."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import Service
from approvals.forms.fields import PaperText
from approvals.services.waivers import Grounds
from komae_sns.forms import DateField, OnceForm, ReauthenticatedForm
from komae_sns.staff.models import Department


class WaiverForm(ReauthenticatedForm):
    clauses = {"reason": "4(2)ウ", "scope": "4(2)ウ"}

    reason = PaperText(
        label="特に必要と認める理由", max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    scope = PaperText(
        label="認める範囲",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="何のために、どこまで使ってよいかを書いてください。",
    )
    expires_on = DateField(label="期限", help_text="この日までに、通常の手続か停止を済ませます。")
    field_order = ["reason", "scope", "expires_on", "password"]

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["expires_on"].widget.attrs["min"] = (today + timedelta(days=1)).isoformat()

    def clean_expires_on(self) -> date:
        day = self.cleaned_data["expires_on"]
        if day <= self.today:
            raise ValidationError("期限は、明日か、明日より後の日にしてください。")
        return day

    def grounds(self) -> Grounds:
        facts = self.cleaned_data
        return Grounds(facts["reason"], facts["scope"], facts["expires_on"])


class NewWaiverForm(WaiverForm, OnceForm):
    """Without a form: the chair states what the account is."""

    clauses = {"reason": "4(2)イ", "scope": "4(2)イ", "purpose": "4(2)イ"}

    department = forms.ModelChoiceField(
        Department.objects.none(), label="運用する部課", empty_label="選んでください"
    )
    service = forms.ModelChoiceField(
        Service.objects.none(),
        label="利用するサービス",
        to_field_name="code",
        empty_label="選んでください",
    )
    display_name = PaperText(label="アカウントの表示名", max_length=100)
    purpose = PaperText(label="目的", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    field_order = ["department", "service", "display_name", "purpose", *WaiverForm.field_order]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = Department.objects.on(self.today).sections().by_kana()
        self.fields["department"].queryset = there
        self.fields["service"].queryset = Service.objects.offered()

    def answers(self) -> dict[str, str]:
        """By the keys of the plan form."""
        facts = self.cleaned_data
        return {
            "service": facts["service"].code,
            "display_name": facts["display_name"],
            "purpose": facts["purpose"],
        }
