"""Filters of the application list: addresses that can be shared."""

import django_filters

from approvals.models import Application
from approvals.status import ApplicationStatus
from komae_sns.filters import ListFilter
from komae_sns.staff.models import Department


class ApplicationFilter(ListFilter):
    status = django_filters.ChoiceFilter(
        label="状態", choices=ApplicationStatus.choices, empty_label="すべて"
    )
    department = django_filters.ModelChoiceFilter(
        label="部課", queryset=Department.objects.sections(), empty_label="すべて"
    )
    q = django_filters.CharFilter(label="件名", field_name="title", lookup_expr="icontains")

    class Meta(ListFilter.Meta):
        model = Application
        fields = ("q", "status", "department")
