"""The questions of review_form.toml as a form, and the secretariat's answers."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts import review_form
from accounts.models import AnnualReview
from komae_sns.documents import fonts
from komae_sns.forms import (
    DateField,
    DraftForm,
    OnceForm,
    PortalForm,
    ReauthenticatedForm,
    say_plainly,
)
from komae_sns.home.reviews.earlier import Earlier


class AnswerForm(DraftForm):
    """A draft needs nothing yet; 必須 is shown all the same."""

    def __init__(
        self, *args: Any, review: AnnualReview, earlier: Earlier, today: date, **kwargs: Any
    ) -> None:
        self.earlier, self.today = earlier, today
        kwargs.setdefault("initial", review.answers)
        super().__init__(*args, **kwargs)
        for declared in review_form.fields():
            self.fields[declared.key] = self._field(declared)

    def _field(self, declared: review_form.Field) -> forms.Field:
        field = _BUILDERS[declared.kind](declared)
        say_plainly(field)
        field.required, field.asked = False, declared.when is None
        field.label, field.help_text = declared.label, declared.hint
        field.clause = declared.question or declared.clause
        field.present = self.earlier.texts.get(declared.key)
        field.present_from = f"{self.earlier.source}の答え"
        if declared.question:
            field.question = declared.asks
        if declared.when:
            field.asked = True
            field.help_text = f"判定が「改善」のときに書いてください。{declared.hint}"
            names = ("data-when-field", "data-when-is")
            field.widget.attrs |= dict(zip(names, declared.when, strict=True))
        return field

    def clean(self) -> dict[str, Any]:
        """A character no font has is told where it is typed: the paper is frozen for ever."""
        for name, value in list(self.cleaned_data.items()):
            absent = fonts.missing(value) if isinstance(value, str) else ()
            if absent:
                self.add_error(name, f"紙に印刷できない文字があります：{fonts.described(absent)}")
        return self.cleaned_data

    def clean_improve_by(self) -> date | None:
        day = self.cleaned_data["improve_by"]
        if day and day < self.today:
            raise ValidationError("過ぎた日です。これからの日にしてください。")
        return day


def _longtext(declared: review_form.Field) -> forms.Field:
    return forms.CharField(max_length=declared.max_length, widget=forms.Textarea({"rows": 4}))


def _verdict(declared: review_form.Field) -> forms.Field:
    return forms.ChoiceField(choices=AnnualReview.Verdict.choices, widget=forms.RadioSelect)


def _date(declared: review_form.Field) -> forms.Field:
    return DateField()


_BUILDERS = {"longtext": _longtext, "verdict": _verdict, "date": _date}


class ReturnForm(PortalForm):
    reason = forms.CharField(
        label="直してほしいところ",
        max_length=1000,
        help_text="どの答えを、どう直すかを書いてください。課の画面に、そのまま出ます。",
        widget=forms.Textarea({"rows": 5}),
    )


class ExcludeForm(PortalForm):
    reason = forms.CharField(
        label="対象外にする理由",
        max_length=300,
        help_text="例：運用停止の手続が進んでいるため",
    )


class CloseForm(ReauthenticatedForm):
    pass


class PapersForm(OnceForm):
    """One button."""
