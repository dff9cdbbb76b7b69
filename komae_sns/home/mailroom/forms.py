"""How one wants each kind by mail, and when people are reminded."""

import re
import unicodedata
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from komae_sns.forms import FilterForm, PortalForm
from komae_sns.notices.kinds import Delivery, Kind, manner_of
from komae_sns.notices.reminders import Reminding
from komae_sns.notices.reminders.rhythm import Rhythm
from komae_sns.notices.reminders.rules import Rule
from komae_sns.notices.stages import AS_SOON_AS_OPEN


class DeliveryForm(FilterForm):
    """A field for each kind that may reach the person."""

    def __init__(self, *args: Any, kinds: list[Kind], **kwargs: Any) -> None:
        self.base_fields = {
            kind.value: forms.ChoiceField(label=kind.label, choices=Delivery.choices)
            for kind in kinds
        }
        super().__init__(*args, **kwargs)

    @property
    def to_do(self) -> list[BoundField]:
        return [field for field in self if manner_of(field.name).effect]

    @property
    def to_know(self) -> list[BoundField]:
        return [field for field in self if not manner_of(field.name).effect]


MOST_DAYS, MOST_STAGES = 366, 10


class DaysField(forms.CharField):
    """「30、7、1」, in any width and with any separator."""

    def __init__(self, **facts: Any) -> None:
        super().__init__(required=False, max_length=100, **facts)

    def to_python(self, value: Any) -> tuple[int, ...]:
        text = unicodedata.normalize("NFKC", super().to_python(value))
        parts = [part for part in re.split(r"[\s,、・.日前後]+", text) if part]
        if not all(re.fullmatch(r"\d{1,3}", part) for part in parts):
            raise forms.ValidationError("日数を「30、7、1」のように入れてください。")
        found = tuple(sorted({int(part) for part in parts}))
        if len(found) > MOST_STAGES or any(day > MOST_DAYS for day in found):
            raise forms.ValidationError(f"{MOST_DAYS}日まで、{MOST_STAGES}つまでにしてください。")
        return found

    def validate(self, value: tuple[int, ...]) -> None:
        """Nothing is an answer too."""

    def run_validators(self, value: tuple[int, ...]) -> None:
        """Those of a text do not fit numbers."""


class ReminderRuleForm(PortalForm):
    is_on = forms.BooleanField(label="知らせる", required=False)
    opening = forms.BooleanField(label="はじまったときにも知らせる", required=False)
    before = DaysField(label="期限の何日前に", help_text="例：30、7、1。期限の日は0")
    after = DaysField(label="期限の何日後に", help_text="例：1、8。その日に済んでいなければ")
    repeat = forms.IntegerField(
        label="そのあと何日ごとに",
        help_text="済むまで繰り返します。繰り返さないときは、空のまま",
        min_value=1,
        max_value=MOST_DAYS,
        required=False,
    )
    escalate = forms.IntegerField(
        label="期限の何日後から、部長と事務局にも",
        help_text="知らせないときは、空のまま",
        min_value=0,
        max_value=MOST_DAYS,
        required=False,
    )

    def __init__(self, *args: Any, reminding: Reminding, rule: Rule, **kwargs: Any) -> None:
        rhythm = rule.rhythm
        before = [-day for day in rhythm.stages if AS_SOON_AS_OPEN < day <= 0]
        initial = {
            "is_on": rule.is_on,
            "opening": AS_SOON_AS_OPEN in rhythm.stages,
            "before": "、".join(map(str, before)),
            "after": "、".join(str(day) for day in rhythm.stages if day > 0),
            "repeat": rhythm.repeat or None,
            "escalate": rhythm.escalate,
        }
        super().__init__(*args, initial=initial, **kwargs)
        if not reminding.above:
            del self.fields["escalate"]
        if not reminding.opens:
            del self.fields["opening"]

    def clean(self) -> None:
        typed = self.cleaned_data
        if not {"before", "after"} <= set(typed):
            return
        opening = [AS_SOON_AS_OPEN] if typed.get("opening") else []
        stages = {*opening, *(-day for day in typed["before"]), *typed["after"]}
        if not stages:
            self.add_error("before", "知らせる日を、1つは決めてください。")
        elif typed.get("repeat") and max(stages) < 0:
            self.add_error(
                "repeat", "繰り返すには、期限の日（0）か、期限のあとの日も決めてください。"
            )
        self.stages = tuple(sorted(stages))

    @property
    def rule(self) -> Rule:
        typed = self.cleaned_data
        rhythm = Rhythm(self.stages, typed.get("repeat") or 0, typed.get("escalate"))
        return Rule(rhythm, typed["is_on"], is_chosen=True)
