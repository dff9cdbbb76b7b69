"""Forms of the house: one component per field, blank means blank, full-width digits are digits."""

import uuid
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest

from komae_sns.controls import DRAWN
from komae_sns.text import has_invisible, is_blank


class FieldRenderer(TemplatesSetting):
    """label, 必須 mark, hint, clause link, control and error: templates/_components/."""

    form_template_name = "_components/form.html"
    field_template_name = "_components/field.html"

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        draw = DRAWN.get(template_name)
        return draw(context["widget"]) if draw else super().render(template_name, context, request)


def refuse_blank(value: object) -> None:
    """Only text can be blank: a UUIDField is a CharField too."""
    if isinstance(value, str) and value and is_blank(value):
        raise ValidationError("文字が入力されていません。", code="required")


def refuse_invisible(value: str) -> None:
    """For names that must be what they look like: handles, addresses, e-mail."""
    if has_invisible(value):
        raise ValidationError("目に見えない文字がまじっています。入力しなおしてください。")


LONGEST_KEY = 18  # digits; what is longer fits into no column
REQUIRED = (
    (forms.FileField, "ファイルを選んでください。"),
    (forms.BooleanField, "確かめて、チェックを入れてください。"),
    (forms.ChoiceField, "選んでください。"),
    (forms.Field, "入力してください。"),
)
TOO_LONG = "%(limit_value)d文字までです（いま%(show_value)d文字あります）。"


def say_plainly(field: forms.Field) -> None:
    """Short: the field's label stands before them. Words that a field brings itself stay."""
    messages = field.error_messages
    if messages["required"] == forms.Field.default_error_messages["required"]:
        messages["required"] = next(words for kind, words in REQUIRED if isinstance(field, kind))
    messages.setdefault("max_length", TOO_LONG)


class PortalForm(forms.Form):
    """`clauses` maps a field to the clause of the guideline it comes from."""

    clauses: dict[str, str] = {}
    required_css_class = "required"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.clause = self.clauses.get(name, "")
            say_plainly(field)
            if isinstance(field, forms.CharField) and field.required:
                field.validators.append(refuse_blank)


# Characters of one field that a draft keeps, however long the field may be on paper.
LONGEST_KEPT = 20_000


class DraftForm(PortalForm):
    """A form whose content is kept as typed, field by field (komae_sns.drafts)."""

    def keep_only_sent(self) -> None:
        """Autosave sends the fields that changed, and names emptied lists in `emptied`."""
        sent = {*self.data, *self.data.getlist("emptied")}
        for name in [name for name in self.fields if name not in sent]:
            del self.fields[name]

    def answers(self) -> dict[str, Any]:
        """What to store. Text is kept as typed even where it is wrong: a draft loses nothing.

        A choice that is not on offer or a day that is none leaves the stored answer as it was.
        """
        sent = (n for n in self.fields if n in self.data or self._is_list(n))
        return {name: self._typed(name) for name in sent if self._can_be_kept(name)}

    def _can_be_kept(self, name: str) -> bool:
        return name in self.cleaned_data or isinstance(self.fields[name], forms.CharField)

    def _typed(self, name: str) -> Any:
        if name in self.cleaned_data:
            return _storable(self.cleaned_data[name])
        return self.data.get(name, "")[:LONGEST_KEPT]

    def _is_list(self, name: str) -> bool:
        return isinstance(self.fields[name], forms.MultipleChoiceField)


def _storable(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, list) else str(value or "")


class SeveralField(forms.ModelMultipleChoiceField):
    """Rows by their keys; a number that no key can be is no choice (SQLite would stop at it)."""

    def _check_values(self, value: Any) -> Any:
        for key in value:
            if len(str(key)) > LONGEST_KEY:
                words = self.error_messages["invalid_choice"]
                raise ValidationError(words, code="invalid_choice", params={"value": key})
        return super()._check_values(value)


class FilterForm(PortalForm):
    """Above a list: label and control, nothing else."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.template_name = "_components/filter.html"


class OnceForm(PortalForm):
    """A form that creates something: carries the submission_id of DESIGN 12."""

    submission_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


def show_errors(form: forms.Form, refused: ValidationError, *, field: str | None = None) -> None:
    """Each sentence at its field; what concerns no field of this form stands above it."""
    if not hasattr(refused, "error_dict"):
        form.add_error(field, refused)
        return
    for name, errors in refused.error_dict.items():
        form.add_error(name if name in form.fields and name != NON_FIELD_ERRORS else None, errors)


def confirm_password(request: Any, password: str) -> None:
    """That of the person who is logged in, or ValidationError."""
    from django.contrib.auth import authenticate

    user = authenticate(request, username=request.user.get_username(), password=password)
    if user != request.user:
        raise ValidationError("パスワードがちがいます。")


class ReauthenticatedForm(PortalForm):
    """Asks for the password again, before a decision; attempts count towards the lock-out."""

    password = forms.CharField(
        label="あなたのパスワード",
        help_text="ご本人であることを確かめるため、もう一度入力してください。",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, request: Any, **kwargs: Any) -> None:
        self.request = request
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        confirm_password(self.request, self.cleaned_data["password"])
        return self.cleaned_data["password"]


EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)


class DateField(forms.DateField):
    """Typed with the browser's date picker, which sends the year while it is being typed: 0002."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value and not EARLIEST <= value <= LATEST:
            raise ValidationError("年を確かめてください。", code="invalid")


class MomentField(forms.DateTimeField):
    """A day with its time; the browser's picker."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def validate(self, value: datetime | None) -> None:
        super().validate(value)
        if value and not EARLIEST <= value.date() <= LATEST:
            raise ValidationError("年を確かめてください。", code="invalid")
