"""Filters of the trail: addresses that can be shared."""

import django_filters

from komae_sns.audit.labels import known
from komae_sns.audit.models import Entry
from komae_sns.filters import ListFilter
from komae_sns.forms import DateField


class DateFilter(django_filters.DateFilter):
    field_class = DateField


class EntryFilter(ListFilter):
    since = DateFilter(label="この日から", field_name="at", lookup_expr="date__gte")
    until = DateFilter(label="この日まで", field_name="at", lookup_expr="date__lte")
    action = django_filters.ChoiceFilter(
        label="できごと", choices=lambda: sorted(known().items()), empty_label="すべて"
    )
    actor = django_filters.CharFilter(label="行為者", lookup_expr="icontains")
    subject = django_filters.CharFilter(label="対象", lookup_expr="icontains")
    clause = django_filters.CharFilter(label="条項", lookup_expr="startswith")

    class Meta(ListFilter.Meta):
        model = Entry
        fields = ("since", "until", "action", "actor", "subject", "clause")
