"""Figures of a month, as people copy them from a screen."""

from typing import Any

from django import forms

from accounts.metrics import Metric, NotAFigure, number, reasons
from accounts.models import Figure
from accounts.services.figures import Entry
from komae_sns.forms import DateField, PortalForm, say_plainly
from komae_sns.staff.actors import Actor


class NumberField(forms.CharField):
    """As people copy it from a screen: 51,034・５１０３４・1.2万."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=30, **options)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:,}" if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        try:
            return number(text) if text else None
        except NotAFigure as refused:
            raise forms.ValidationError(str(refused)) from None


class FiguresForm(PortalForm):
    """One month of one account. A figure that nobody knows yet stays blank."""

    WHY_NOT = "_missing"

    taken_on = DateField(label="数えた日")
    source = forms.ChoiceField(
        label="どこで見たか",
        choices=[pair for pair in Figure.Source.choices if pair[0] != Figure.Source.IMPORT],
    )

    def __init__(
        self,
        *args: Any,
        metrics: tuple[Metric, ...],
        known: dict[str, Figure],
        by: Actor,
        **kwargs: Any,
    ) -> None:
        self.metrics = metrics
        initial = {"taken_on": by.today}
        for figure in known.values():
            initial[figure.metric] = figure.day or figure.value
            initial[figure.metric + self.WHY_NOT] = figure.missing_because
        super().__init__(*args, initial=initial, **kwargs)
        asked = {}
        for metric in metrics:
            asked[metric.code] = _metric_field(metric)
            asked[metric.code + self.WHY_NOT] = _reason_field(metric, known.get(metric.code))
        self.fields = asked | self.fields
        for name, field in asked.items():
            field.clause = "4(5)ア" if name == metrics[0].code else ""
            say_plainly(field)

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        if not self.errors and not self.entries():
            raise forms.ValidationError("数字を一つは入れてください。")
        return typed

    @property
    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Each figure beside why there is none."""
        return [(self[m.code], self[m.code + self.WHY_NOT]) for m in self.metrics]

    def entries(self) -> dict[str, Entry]:
        found = {metric.code: self._entry(metric) for metric in self.metrics}
        return {code: entry for code, entry in found.items() if entry != Entry()}

    def _entry(self, metric: Metric) -> Entry:
        typed = self.cleaned_data.get(metric.code)
        reason = self.cleaned_data.get(metric.code + self.WHY_NOT, "")
        if metric.is_day:
            return Entry(day=typed, missing_because=reason)
        return Entry(value=typed, missing_because=reason)


def _metric_field(metric: Metric) -> forms.Field:
    kind = DateField if metric.is_day else NumberField
    unit = f"（{metric.unit}）" if metric.unit else ""
    return kind(label=f"{metric.label}{unit}", help_text=metric.hint, required=False)


def _reason_field(metric: Metric, known: Figure | None) -> forms.Field:
    """Also one that an import brought in other words."""
    offered = dict.fromkeys([*reasons(), *([known.missing_because] if known else [])])
    return forms.ChoiceField(
        label="数字がないときの理由",
        choices=[("", "数字がある"), *((reason, reason) for reason in offered if reason)],
        required=False,
    )
