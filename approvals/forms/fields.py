"""Fields that several forms of this app ask for."""

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from approvals.services.refusals import unprintable


def refuse_unprintable(value: str) -> None:
    if sentence := unprintable(value):
        raise ValidationError(sentence)


class PaperText(forms.CharField):
    """What comes to paper, or names what does."""

    default_validators = [refuse_unprintable]


class TimeField(forms.TimeField):
    """Full-width digits are digits: １４：００."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")

    def to_python(self, value: Any) -> Any:
        return super().to_python(unicodedata.normalize("NFKC", value or ""))
