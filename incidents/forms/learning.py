"""What is typed about a report and about what was learned."""

from typing import Any

from django import forms

from incidents.models import Incident, IncidentReport
from incidents.services.learning import possible_kinds
from komae_sns.forms import DateField, OnceForm, PortalForm
from komae_sns.staff import people
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import User


class ReportForm(OnceForm):
    kind = forms.ChoiceField(
        label="どの報告書か", choices=IncidentReport.Kind.choices, widget=forms.RadioSelect
    )
    remark = forms.CharField(
        label="今後の対応・見通し",
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="手順・経過・結果は、記録からそのまま載ります。",
    )

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        possible = possible_kinds(incident)
        if not self.is_bound:  # the second click still sends what was possible at the first
            self.fields["kind"].choices = [(kind.value, kind.label) for kind in possible]
        if len(possible) == 1:
            self.initial["kind"] = possible[0].value


class LessonForm(OnceForm):
    text = forms.CharField(
        label="わかったこと",
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text="例：パスワードを変える人が決まっておらず、7分待った。",
    )
    task = forms.CharField(
        label="再発防止策（すること）",
        max_length=200,
        required=False,
        help_text="あるときは、担当と期限も決めます。",
    )
    owner = forms.ModelChoiceField(
        User.objects.none(), label="担当", required=False, empty_label="選んでください"
    )
    due_on = DateField(label="期限", required=False)

    def __init__(self, *args: Any, incident: Incident, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        near = people.workers_of(incident.department, by.today)
        office = people.secretariat(by.today)
        self.fields["owner"].queryset = (near | office).distinct().order_by("kana", "pk")


class PreventionEndForm(PortalForm):
    is_done = forms.TypedChoiceField(
        label="どうなったか",
        choices=[("yes", "済ませた"), ("no", "取りやめる")],
        coerce=lambda typed: typed == "yes",
        widget=forms.RadioSelect,
        initial="yes",
    )
    result = forms.CharField(
        label="したこと・やめる理由", max_length=1000, widget=forms.Textarea({"rows": 3})
    )
