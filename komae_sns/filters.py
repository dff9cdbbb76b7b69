"""What stands above every list: a GET form, so that each selection is an address to share."""

import django_filters
from django.db.models import QuerySet
from django.forms.boundfield import BoundField

from komae_sns.forms import FilterForm


class ListFilter(django_filters.FilterSet):
    """Subclasses: `class Meta(ListFilter.Meta)` with their model."""

    class Meta:
        form = FilterForm
        fields = ()

    @property
    def qs(self) -> QuerySet:
        """No rows under a condition that does not fit: nobody takes out more than they meant."""
        fits = not self.is_bound or self.form.is_valid()
        return super().qs if fits else self.queryset.none()

    @property
    def said(self) -> list[str]:
        """The conditions in words: 「状態：運用中」. What does not fit is no condition."""
        if not self.is_bound or not self.form.is_valid():
            return []
        chosen = ((self.form[name], self.form.cleaned_data.get(name)) for name in self.filters)
        return [f"{field.label}：{_named(field, value)}" for field, value in chosen if value]

    @property
    def is_active(self) -> bool:
        return any(self.data.get(name) for name in self.filters)


def _named(field: BoundField, value: object) -> str:
    names = {str(code): label for code, label in getattr(field.field, "choices", ())}
    key = str(getattr(value, "pk", value))
    return str(names.get(key, value)).strip()
