"""What stands above every list: a GET form, so that each selection is an address to share."""

import django_filters

from komae_sns.forms import FilterForm


class ListFilter(django_filters.FilterSet):
    """Subclasses: `class Meta(ListFilter.Meta)` with their model."""

    class Meta:
        form = FilterForm
        fields = ()

    @property
    def is_active(self) -> bool:
        return any(self.data.get(name) for name in self.filters)
