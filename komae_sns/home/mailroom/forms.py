"""How one wants each kind by mail."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from komae_sns.forms import FilterForm
from komae_sns.notices.kinds import Delivery, Kind, manner_of


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
