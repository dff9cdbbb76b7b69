"""What is typed to plan 持ち回り: shape only."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.timezone import localtime, make_aware

from approvals.forms.fields import PaperText, TimeField
from approvals.models import Meeting
from komae_sns.forms import DateField, OnceForm, PortalForm

END_OF_THE_DAY = time(17, 0)


class CirculationForm(PortalForm):
    clauses = {"reason": "4(2)ウ"}

    reason = PaperText(
        label="会議を開かず、持ち回りとする理由",
        max_length=1000,
        help_text="例：次の会議を待つと開設が間に合わないため／内容が軽微なため。議事録に残ります。",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    until_date = DateField(
        label="回答の締切の日", help_text="閉庁日をさけ、委員が読む時間をとってください。"
    )
    until_time = TimeField(label="回答の締切の時刻", initial=END_OF_THE_DAY)

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.fields["until_date"].widget.attrs["min"] = localtime(now).date().isoformat()

    def clean(self) -> dict[str, Any]:
        day, moment = self.cleaned_data.get("until_date"), self.cleaned_data.get("until_time")
        if day and moment:
            until = make_aware(datetime.combine(day, moment))
            if until <= self.now:
                self.add_error("until_date", "締切は、いまより後にしてください。")
            self.cleaned_data["answers_until"] = until
        return self.cleaned_data

    @property
    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("reason", "answers_until")}

    @staticmethod
    def initial_of(meeting: Meeting) -> dict[str, Any]:
        until = localtime(meeting.answers_until)
        return {
            "reason": meeting.circulation_reason,
            "until_date": until.date(),
            "until_time": until.time(),
        }


class NewCirculationForm(OnceForm, CirculationForm):
    pass
