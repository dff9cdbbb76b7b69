"""What is typed around a meeting and its agenda: shape only."""

from typing import Any

from django import forms

from approvals.forms.fields import TimeField
from approvals.models import Application
from komae_sns.forms import DateField, OnceForm, PortalForm, SeveralField
from komae_sns.staff.models import Appointment


class MeetingForm(PortalForm):
    clauses = {"held_on": "4(2)ウ"}

    held_on = DateField(label="開催日")
    starts_at = TimeField(label="開会時刻", required=False)
    place = forms.CharField(label="場所", max_length=100, required=False)


class NewMeetingForm(OnceForm, MeetingForm):
    pass


class RollCallForm(PortalForm):
    """`present`: user ids of those in the room."""

    present = forms.TypedMultipleChoiceField(
        label="出席した委員",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="遅れて来る人は、来たときに出席にできます。",
    )

    def __init__(self, *args: Any, members: list[Appointment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["present"].choices = [
            (a.user_id, f"{a.user.name}（{a.office}）") for a in members
        ]


class AgendaForm(PortalForm):
    applications = SeveralField(
        Application.objects.none(),
        label="議題にする申請",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "議題にする申請を、一つは選んでください。"},
    )

    def __init__(self, *args: Any, waiting: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["applications"].queryset = waiting


class PositionForm(PortalForm):
    position = forms.IntegerField(label="順番", min_value=1, max_value=9999)


class ReasonForm(PortalForm):
    reason = forms.CharField(
        label="理由", max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
